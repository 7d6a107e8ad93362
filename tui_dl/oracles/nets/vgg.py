"""VGG: Simonyan and Zisserman (2014), arXiv:1409.1556, Table 1."""

from __future__ import annotations

from torch import nn

from tui_dl.oracles.nets.stack import stack

# Five stages, a 2x2 pooling after each. n is a 3x3 convolution of that width, -n a 1x1 one.
CONFIGURATIONS = {
    "A": ((64,), (128,), (256, 256), (512, 512), (512, 512)),
    "B": ((64, 64), (128, 128), (256, 256), (512, 512), (512, 512)),
    "C": ((64, 64), (128, 128), (256, 256, -256), (512, 512, -512), (512, 512, -512)),
    "D": ((64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3),
    "E": ((64, 64), (128, 128), (256,) * 4, (512,) * 4, (512,) * 4),
}


def vgg(configuration: str) -> nn.Sequential:
    """11 (A) to 19 (E) layers with weights. (B, 3, 224, 224) -> (B, 1000)."""
    layers: dict[str, nn.Module] = {}
    channels, number = 3, 0
    for stage, widths in enumerate(CONFIGURATIONS[configuration], 1):
        for width in widths:
            kernel, number = (3 if width > 0 else 1), number + 1
            layers[f"conv{number}"] = nn.Conv2d(channels, abs(width), kernel, padding=kernel // 2)
            layers[f"relu{number}"] = nn.ReLU()
            channels = abs(width)
        layers[f"pool{stage}"] = nn.MaxPool2d(2)
    return stack(
        **layers, flatten=nn.Flatten(),
        fc6=nn.Linear(512 * 7 * 7, 4096), relu_fc6=nn.ReLU(), dropout6=nn.Dropout(),
        fc7=nn.Linear(4096, 4096), relu_fc7=nn.ReLU(), dropout7=nn.Dropout(),
        fc8=nn.Linear(4096, 1000),
    )
