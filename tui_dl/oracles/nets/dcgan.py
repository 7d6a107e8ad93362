"""DCGAN's generator: Radford, Metz, Chintala (2015), arXiv:1511.06434, Figure 1."""

from __future__ import annotations

from torch import nn

from tui_dl.oracles.nets.stack import stack


def upsampling(cin: int, cout: int, bias: bool = False) -> nn.ConvTranspose2d:
    """Doubles height and width. The figure names no kernel; 5 is what its authors' code has."""
    return nn.ConvTranspose2d(cin, cout, 5, stride=2, padding=2, output_padding=1, bias=bias)


def dcgan_generator() -> nn.Sequential:
    """(B, 100) -> 1024 maps of 4x4, doubled four times -> (B, 3, 64, 64)."""
    return stack(
        project=nn.Linear(100, 1024 * 4 * 4, bias=False), reshape=nn.Unflatten(1, (1024, 4, 4)),
        norm0=nn.BatchNorm2d(1024), relu0=nn.ReLU(),
        up1=upsampling(1024, 512), norm1=nn.BatchNorm2d(512), relu1=nn.ReLU(),
        up2=upsampling(512, 256), norm2=nn.BatchNorm2d(256), relu2=nn.ReLU(),
        up3=upsampling(256, 128), norm3=nn.BatchNorm2d(128), relu3=nn.ReLU(),
        up4=upsampling(128, 3, bias=True), tanh=nn.Tanh(),
    )
