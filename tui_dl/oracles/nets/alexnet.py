"""AlexNet: Krizhevsky, Sutskever, Hinton (2012), and Krizhevsky (2014), arXiv:1404.5997."""

from __future__ import annotations

from torch import nn

from tui_dl.oracles.nets.stack import stack


def alexnet(groups: int = 2) -> nn.Sequential:
    """As published; groups=2 is the split over two GPUs. (B, 3, 227, 227) -> (B, 1000).

    The paper prints 224 for the input; 55x55 maps after conv1 need 227. Local response normalisation has no
    parameters and is left out.
    """
    return stack(
        conv1=nn.Conv2d(3, 96, 11, stride=4), relu1=nn.ReLU(), pool1=nn.MaxPool2d(3, 2),
        conv2=nn.Conv2d(96, 256, 5, padding=2, groups=groups), relu2=nn.ReLU(), pool2=nn.MaxPool2d(3, 2),
        conv3=nn.Conv2d(256, 384, 3, padding=1), relu3=nn.ReLU(),  # the one that reads both GPUs
        conv4=nn.Conv2d(384, 384, 3, padding=1, groups=groups), relu4=nn.ReLU(),
        conv5=nn.Conv2d(384, 256, 3, padding=1, groups=groups), relu5=nn.ReLU(), pool5=nn.MaxPool2d(3, 2),
        flatten=nn.Flatten(),
        fc6=nn.Linear(256 * 6 * 6, 4096), relu6=nn.ReLU(), dropout6=nn.Dropout(),
        fc7=nn.Linear(4096, 4096), relu7=nn.ReLU(), dropout7=nn.Dropout(),
        fc8=nn.Linear(4096, 1000),
    )


def alexnet_torchvision() -> nn.Sequential:
    """One tower, as torchvision has it ("One weird trick", 2014). (B, 3, 224, 224) -> (B, 1000)."""
    return stack(
        conv1=nn.Conv2d(3, 64, 11, stride=4, padding=2), relu1=nn.ReLU(), pool1=nn.MaxPool2d(3, 2),
        conv2=nn.Conv2d(64, 192, 5, padding=2), relu2=nn.ReLU(), pool2=nn.MaxPool2d(3, 2),
        conv3=nn.Conv2d(192, 384, 3, padding=1), relu3=nn.ReLU(),
        conv4=nn.Conv2d(384, 256, 3, padding=1), relu4=nn.ReLU(),
        conv5=nn.Conv2d(256, 256, 3, padding=1), relu5=nn.ReLU(), pool5=nn.MaxPool2d(3, 2),
        flatten=nn.Flatten(),
        fc6=nn.Linear(256 * 6 * 6, 4096), relu6=nn.ReLU(), dropout6=nn.Dropout(),
        fc7=nn.Linear(4096, 4096), relu7=nn.ReLU(), dropout7=nn.Dropout(),
        fc8=nn.Linear(4096, 1000),
    )
