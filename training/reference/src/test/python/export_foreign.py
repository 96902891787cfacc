"""Exports small classifiers as other people's tools export them, with random weights and what PyTorch gives for one image.

Made with PyTorch 1.13.1: python3 export_foreign.py ../resources/foreign

The image's value in channel c, row y, column x is ((c * 7 + y * 13 + x * 29) % 64) / 63. expected.json holds the outputs for it, by file.
"""

import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F


class ResidualBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first, self.second = nn.Conv2d(width, width, 3, padding=1, bias=False), nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(width), nn.BatchNorm2d(width)

    def forward(self, x):
        return F.relu(x + self.norm2(self.second(F.relu(self.norm1(self.first(x))))))


class ResNet(nn.Module):
    """As torchvision's: batch normalisation, sums before the activation, a mean over the map."""

    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8)
        self.blocks = nn.Sequential(ResidualBlock(8), ResidualBlock(8))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm(self.stem(x))), 3, stride=2, padding=1)
        return self.head(torch.flatten(F.adaptive_avg_pool2d(self.blocks(x), 1), 1))


class InvertedResidual(nn.Module):
    def __init__(self, width, wide):
        super().__init__()
        self.expand, self.depthwise = nn.Conv2d(width, wide, 1), nn.Conv2d(wide, wide, 3, padding=1, groups=wide)
        self.squeeze, self.excite = nn.Conv2d(wide, 4, 1), nn.Conv2d(4, wide, 1)
        self.project = nn.Conv2d(wide, width, 1)

    def forward(self, x):
        y = F.hardswish(self.depthwise(F.hardswish(self.expand(x))))
        scale = F.hardsigmoid(self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(y, 1)))))
        return x + self.project(y * scale)


class MobileNet(nn.Module):
    """As MobileNetV3: hard-swish, squeeze and excitation, sums that no activation follows; the batch size stands in a reshape."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(InvertedResidual(8, 16), InvertedResidual(8, 16))
        self.dense, self.head = nn.Linear(8, 12), nn.Linear(12, 5)

    def forward(self, x):
        x = self.blocks(F.hardswish(self.stem(x)))
        x = F.adaptive_avg_pool2d(x, 1).view(x.size(0), -1)
        return self.head(F.hardswish(self.dense(x)))


class Vgg(nn.Module):
    """Grey images, dropout, dense layers, a softmax at the end."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.dense = nn.Sequential(nn.Linear(8 * 7 * 7, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 5))

    def forward(self, x):
        return torch.softmax(self.dense(self.features(x).view(x.size(0), -1)), dim=1)


class Mixture(nn.Module):
    """Every operator whose form changed between operator sets 9 and 13, somewhere."""

    def __init__(self):
        super().__init__()
        self.stem, self.left, self.right = nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3), nn.Conv2d(4, 8, 3)
        self.dense, self.head = nn.Linear(8, 12), nn.Linear(12, 5)

    def forward(self, x):
        x = F.relu6(self.stem(F.pad(x, (1, 1, 1, 1), value=0.25)))
        one, two = torch.split(x, 4, dim=1)
        x = F.gelu(self.left(one)) + F.silu(self.right(two))
        x = F.leaky_relu(F.interpolate(x[:, :, 2:-2, 1:-1], scale_factor=2, mode="nearest"), 0.2)
        weights = torch.softmax(x.sum(dim=1), dim=2)
        x = (x * weights.unsqueeze(1)).sum(dim=3).mean(dim=2)
        x = torch.squeeze(torch.unsqueeze(self.dense(x), 2), 2)
        return torch.log_softmax(self.head(x * torch.sigmoid(x)), dim=1)


class ChannelsLast(nn.Module):
    """As converters from TensorFlow leave it: images come with the channels last."""

    def __init__(self, inside):
        super().__init__()
        self.inside, self.first, self.second, self.head = inside, nn.Conv2d(3, 6, 3), nn.Conv2d(6, 8, 3, stride=2), nn.Linear(8, 5)

    def forward(self, x):
        x = self.first(x.permute(0, 3, 1, 2))
        if self.inside:
            x = F.relu(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        else:
            x = F.relu(x)
        return self.head(F.relu(self.second(x)).mean(dim=(2, 3)))


class Transformer(nn.Module):
    """As a vision transformer: patches as a sequence, layer normalisation, attention, Gelu; the first token decides."""

    def __init__(self):
        super().__init__()
        self.patches, self.token, self.place = nn.Conv2d(3, 8, 4, stride=4), nn.Parameter(torch.ones(1, 1, 8)), nn.Parameter(torch.rand(1, 17, 8))
        self.norm1, self.attention, self.out = nn.LayerNorm(8), nn.Linear(8, 24), nn.Linear(8, 8)
        self.norm2, self.wide, self.narrow, self.head = nn.LayerNorm(8), nn.Linear(8, 16), nn.Linear(16, 8), nn.Linear(8, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1) + self.place
        q, k, v = self.attention(self.norm1(x)).reshape(x.shape[0], 17, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        x = x + self.out((torch.softmax(q @ k.transpose(-2, -1) / 2, dim=-1) @ v).transpose(1, 2).reshape(x.shape[0], 17, 8))
        x = x + self.narrow(F.gelu(self.wide(self.norm2(x))))
        return self.head(x[:, 0])


class FixedBatch(nn.Module):
    """Folds the batch into the channels, which no change of a reshape can open."""

    def __init__(self):
        super().__init__()
        self.first, self.head = nn.Conv2d(6, 6, 3), nn.Linear(6, 10)

    def forward(self, x):
        x = F.relu(self.first(x.reshape(1, 6, 16, 16)))
        return self.head(x.mean(dim=(2, 3))).reshape(2, 5)


def image(channels, side):
    c, y, x = torch.meshgrid(torch.arange(channels), torch.arange(side), torch.arange(side), indexing="ij")
    return (((c * 7 + y * 13 + x * 29) % 64).float() / 63).unsqueeze(0)


def randomised(model, seed):
    torch.manual_seed(seed)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 2)
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
    return model.eval()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    batch, sizes = {0: "N"}, {0: "N", 2: "h", 3: "w"}
    cases = [
        ("resnet-opset9", ResNet(), image(3, 32), 9, batch),
        ("resnet-open-sizes-opset13", ResNet(), image(3, 32), 13, sizes),
        ("mobilenet-batch1-opset11", MobileNet(), image(3, 32), 11, None),
        ("mobilenet-batch1-opset13", MobileNet(), image(3, 32), 13, None),
        ("vgg-batch4-opset7", Vgg(), image(1, 28).repeat(4, 1, 1, 1), 7, None),
        ("mixture-opset9", Mixture(), image(3, 16), 9, batch),
        ("mixture-opset10", Mixture(), image(3, 16), 10, batch),
        ("mixture-opset12", Mixture(), image(3, 16), 12, batch),
        ("channels-last-opset12", ChannelsLast(False), image(3, 16).permute(0, 2, 3, 1), 12, batch),
        ("channels-last-inside-opset13", ChannelsLast(True), image(3, 16).permute(0, 2, 3, 1), 13, batch),
        ("batch2-folded-opset13", FixedBatch(), image(3, 16).repeat(2, 1, 1, 1), 13, None),
        ("transformer-opset12", Transformer(), image(3, 16), 12, batch),
    ]
    expected = {}
    for seed, (name, model, images, opset, axes) in enumerate(cases):
        model = randomised(model, seed)
        torch.onnx.export(
            model,
            images,
            str(folder / (name + ".onnx")),
            opset_version=opset,
            training=torch.onnx.TrainingMode.PRESERVE if name.startswith("resnet") else torch.onnx.TrainingMode.EVAL,
            input_names=["pixels"],
            output_names=["classes"],
            dynamic_axes=None if axes is None else {"pixels": axes, "classes": {0: "N"}},
        )
        with torch.no_grad():
            expected[name + ".onnx"] = [round(value, 6) for value in model(images)[0].tolist()]
    (folder / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
