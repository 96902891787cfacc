#!/usr/bin/python3
"""Times PyTorch on what the trainer does with LeNet-5-Caffe: one JSON object of milliseconds on standard output.

usage: pytorch_lenet.py plain|tuned REPETITIONS

plain: PyTorch eager as it comes. tuned: convolution weights channels-last, and pools before ReLUs (which gives the same values).
forward: logits of a batch of 128. step: forward, backward and Adam on clean images. pgd10: PGD with 10 steps, weights frozen.
at_step: pgd10, then one Adam step on [CE(x) + 2 CE(x~)] / 3.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

BATCH, EPSILON, STEP_SIZE, STEPS = 128, 0.3, 0.1, 10


class LeNet(nn.Module):
    def __init__(self, tuned):
        super().__init__()
        self.tuned = tuned
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.dense1, self.dense2 = nn.Linear(800, 500), nn.Linear(500, 10)
        if tuned:
            self.to(memory_format=torch.channels_last)

    def block(self, x):
        if self.tuned:
            return functional.relu(functional.max_pool2d(x, 2))
        return functional.max_pool2d(functional.relu(x), 2)

    def forward(self, x):
        x = self.block(self.conv2(self.block(self.conv1(x))))
        return self.dense2(functional.relu(self.dense1(x.flatten(1))))


def pgd(net, images, labels):
    for parameter in net.parameters():
        parameter.requires_grad_(False)
    x = (images + EPSILON * (2 * torch.rand_like(images) - 1)).clamp(0, 1)
    for _ in range(STEPS):
        x.requires_grad_(True)
        (gradient,) = torch.autograd.grad(functional.cross_entropy(net(x), labels, reduction="sum"), x)
        x = (x.detach() + STEP_SIZE * gradient.sign()).clamp(images - EPSILON, images + EPSILON).clamp(0, 1)
    for parameter in net.parameters():
        parameter.requires_grad_(True)
    return x


def main(tuned, repetitions):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    net = LeNet(tuned)
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    images, labels = torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))

    def forward():
        with torch.no_grad():
            net(images)

    def update(loss):
        adam.zero_grad()
        loss.backward()
        adam.step()

    def step():
        update(functional.cross_entropy(net(images), labels))

    def at_step():
        attacked = pgd(net, images, labels)
        clean = functional.cross_entropy(net(images), labels)
        update((clean + 2 * functional.cross_entropy(net(attacked), labels)) / 3)

    work = {"forward": forward, "step": step, "pgd10": lambda: pgd(net, images, labels), "at_step": at_step}
    times = {}
    for name, run in work.items():
        run()
        times[name] = []
        for _ in range(repetitions):
            start = time.perf_counter()
            run()
            times[name].append(1000 * (time.perf_counter() - start))
    json.dump(times, sys.stdout)


main(sys.argv[1] == "tuned", int(sys.argv[2]))
