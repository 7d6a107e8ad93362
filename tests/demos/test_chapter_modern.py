"""The demos of chapter 2 keep what every chapter promises."""

from typing import ClassVar

from chapter import Promises


class TestChapter(Promises):
    LINES: ClassVar = [
        "imagenet-race", "imagenet-race metric=params", "imagenet-race metric=depth",
        "activation-race steps=6", "activation-race steps=3 depth=2 scale=16",
        "receptive-field", "receptive-field kernel=5 layers=3 stride=2", "receptive-field kernel=1 layers=1 channels=1",
        "inception-block", "inception-block preset=3a", "inception-block preset=5b",
        "inception-block in_channels=8 three_in=0 five_in=0 pool=0",
        "batch-norm steps=6", "batch-norm steps=3 mode=train batch=2 order=shuffled",
        "batch-norm steps=3 lesion=forgot_eval",
        "residual-depth steps=6", "residual-depth steps=3 depth=3 residual=false init=kaiming",
        "residual-depth steps=3 depth=1 norm=batch lesion=no_scale",
        "dense-block steps=6", "dense-block steps=3 growth=1 layers=1 compression=0.1",
        "dense-block steps=3 growth=3 layers=4 silent=4 lesion=no_concat",
    ]
