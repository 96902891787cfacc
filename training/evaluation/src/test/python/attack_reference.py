"""Attacks written from their papers in PyTorch, to hold the Java ones against. Not their code: nothing is shared with it.

Run: /usr/bin/python3 attack_reference.py ../resources/attack-reference.txt   (Debian's python3-torch 1.13, float64, one thread)

The file has one tensor a line: its name, then its values in row-major order, with as many digits as float32 needs.
"""

import math
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
torch.manual_seed(20)

IMAGES, SIDE, CLASSES = 6, 8, 5
EPSILON = 0.1
OUT = []


def write(name, tensor):
    values = torch.as_tensor(tensor, dtype=torch.float64).reshape(-1).tolist()
    OUT.append(name + " " + " ".join("%.9g" % v for v in values))


def single(tensor):
    """The float32 value, which is what Java reads."""
    return tensor.to(torch.float32).to(torch.float64)


WEIGHTS = {
    "conv.weight": single(torch.rand(4, 1, 3, 3) - 0.5),
    "conv.bias": single(torch.rand(4) - 0.5),
    "dense.weight": single(torch.rand(CLASSES, 36) - 0.5),
    "dense.bias": single(torch.rand(CLASSES) - 0.5),
}


def network(x):
    hidden = F.max_pool2d(F.relu(F.conv2d(x, WEIGHTS["conv.weight"], WEIGHTS["conv.bias"])), 2)
    return hidden.flatten(1) @ WEIGHTS["dense.weight"].T + WEIGHTS["dense.bias"]


# Losses, all to be raised, one value for each image.


def cross_entropy(z, y):
    return F.cross_entropy(z, y, reduction="none")


def margin(kappa):
    def loss(z, y):
        others = z.scatter(1, y[:, None], -float("inf"))
        return torch.clamp(others.max(1).values - z.gather(1, y[:, None])[:, 0], max=kappa)

    return loss


def dlr(z, y):
    falling = z.sort(1, descending=True).values
    others = z.scatter(1, y[:, None], -float("inf"))
    return (others.max(1).values - z.gather(1, y[:, None])[:, 0]) / (falling[:, 0] - falling[:, 2] + 1e-12)


def targeted_dlr(target):
    def loss(z, y):
        falling = z.sort(1, descending=True).values
        scale = falling[:, 0] - (falling[:, 2] + falling[:, 3]) / 2 + 1e-12
        return (z.gather(1, target[:, None])[:, 0] - z.gather(1, y[:, None])[:, 0]) / scale

    return loss


def difference(target):
    return lambda z, y: z.gather(1, target[:, None])[:, 0] - z.gather(1, y[:, None])[:, 0]


def kl(probabilities):
    return lambda z, y: F.kl_div(F.log_softmax(z, 1), probabilities, reduction="none").sum(1)


def value_and_gradient(x, y, loss):
    x = x.clone().requires_grad_()
    values = loss(network(x), y)
    return values.detach(), torch.autograd.grad(values.sum(), x)[0]


def project(x, clean, epsilon):
    return torch.minimum(torch.maximum(x, clean - epsilon), clean + epsilon).clamp(0, 1)


def pgd(clean, y, loss, epsilon, steps, step):
    x = clean.clone()
    for _ in range(steps):
        x = project(x + step * value_and_gradient(x, y, loss)[1].sign(), clean, epsilon)
    return x


def apgd(clean, y, loss, epsilon, iterations, start):
    """Algorithm 1 of Croce and Hein (ICML 2020), for one image at a time, as the paper writes it."""
    p = [0.0, 0.22]
    while p[-1] < 1:
        p.append(p[-1] + max(p[-1] - p[-2] - 0.03, 0.06))
    checks = [math.ceil(q * iterations - 1e-9) for q in p]
    x = {0: start.clone()}
    value, gradient = value_and_gradient(x[0], y, loss)
    f = {0: value.item()}
    g = {0: gradient}
    best_f, best_x, best_g = f[0], x[0], g[0]
    f_max_at = {0: f[0]}
    step = 2 * epsilon
    halved_before = True
    rises, j = 0, 1
    for k in range(iterations):
        z = project(x[k] + step * g[k].sign(), clean, epsilon)
        new = z if k == 0 else project(x[k] + 0.75 * (z - x[k]) + 0.25 * (x[k] - previous), clean, epsilon)
        previous = x[k]
        value, gradient = value_and_gradient(new, y, loss)
        x[k + 1], f[k + 1], g[k + 1] = new, value.item(), gradient
        rises += f[k + 1] > f[k]
        if f[k + 1] > best_f:
            best_f, best_x, best_g = f[k + 1], new, gradient
        if k + 1 == checks[j]:
            few = rises < 0.75 * (checks[j] - checks[j - 1])
            same = not halved_before and f_max_at[j - 1] == best_f
            f_max_at[j] = best_f
            halved_before = few or same
            if halved_before:
                step /= 2
                x[k + 1], f[k + 1], g[k + 1] = best_x, best_f, best_g
            rises, j = 0, j + 1
    return best_x, best_f


def hyperplane_step(point, w, b):
    """The step of FAB by bisection on the common amount: min |d| with w(point + d) = b, point + d in [0,1]."""
    gap = (b - (w * point).sum()).item()
    way = torch.sign(w) * (1 if gap > 0 else -1)
    room = torch.where(way > 0, 1 - point, torch.where(way < 0, point, torch.zeros_like(point)))
    reach = lambda amount: (w.abs() * torch.clamp(room, max=amount)).sum().item()
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if reach(middle) < abs(gap) else (low, middle)
    return way * torch.clamp(room, max=high)


def fab(clean, y, target, iterations):
    """Algorithm 1 of FAB towards one class, L-infinity, no restarts."""
    x, best = clean.clone(), float("inf")
    for _ in range(iterations):
        f, g = value_and_gradient(x, y, difference(target))
        b = (g * x).sum() - f
        d, d_clean = hyperplane_step(x, g, b), hyperplane_step(clean, g, b)
        a, a_clean = max(d.abs().max().item(), 1e-8), max(d_clean.abs().max().item(), 1e-8)
        alpha = min(a / (a + a_clean), 0.1)
        x = ((1 - alpha) * (x + 1.05 * d) + alpha * (clean + 1.05 * d_clean)).clamp(0, 1)
        if network(x).argmax().item() != y.item():
            best = min(best, (x - clean).abs().max().item())
            x = clean + 0.9 * (x - clean)
    return best


def carlini_wagner(clean, y, kappa, search_steps, iterations, rate):
    """Section VI.A of Carlini and Wagner, for one image, with PyTorch's Adam and autograd."""
    best, c, low, high = float("inf"), 1e-3, 0.0, None
    for _ in range(search_steps):
        w = torch.atanh((2 * clean - 1) * 0.999999).clone().requires_grad_()
        adam = torch.optim.Adam([w], lr=rate)
        found, before = False, float("inf")
        for i in range(iterations):
            x = (torch.tanh(w) + 1) / 2
            m = margin(float("inf"))(network(x), y)[0]
            distance = ((x - clean) ** 2).sum()
            total = distance + c * torch.clamp(kappa - m, min=0)
            if m.item() > 0 and m.item() >= kappa:
                found = True
                best = min(best, distance.item())
            if i % max(iterations // 10, 1) == 0:
                if total.item() > 0.9999 * before:
                    break
                before = total.item()
            adam.zero_grad()
            total.backward()
            adam.step()
        if found:
            high = c if high is None else min(high, c)
        else:
            low = max(low, c)
        c = 10 * c if high is None else (low + high) / 2
    return best


def main():
    for name, tensor in WEIGHTS.items():
        write(name, tensor)
    clean = single(torch.randint(0, 256, (IMAGES, 1, SIDE, SIDE)) / 255.0)
    z = network(clean)
    y = z.argmax(1)
    target = z.argsort(1, descending=True)[:, 1]
    write("images", clean)
    write("labels", y)
    write("targets", target)
    write("logits", z)

    some = single(torch.randn(IMAGES, CLASSES) * 3)
    others = single(torch.softmax(torch.randn(IMAGES, CLASSES), 1))
    any_label = torch.randint(0, CLASSES, (IMAGES,))
    any_target = (any_label + 1 + torch.arange(IMAGES) % (CLASSES - 1)) % CLASSES
    write("losses.logits", some)
    write("losses.labels", any_label)
    write("losses.targets", any_target)
    write("losses.probabilities", others)
    for name, loss in {
        "cross-entropy": cross_entropy,
        "kl": kl(others),
        "margin": margin(1.0),
        "dlr": dlr,
        "dlr-targeted": targeted_dlr(any_target),
        "difference": difference(any_target),
    }.items():
        at = some.clone().requires_grad_()
        values = loss(at, any_label)
        write("losses.%s.values" % name, values.detach())
        write("losses.%s.slopes" % name, torch.autograd.grad(values.sum(), at)[0])

    for name, loss in {"cross-entropy": cross_entropy, "margin": margin(float("inf")), "dlr": dlr}.items():
        write("gradient." + name, value_and_gradient(clean, y, loss)[1])
        write("pgd." + name, pgd(clean, y, loss, EPSILON, 10, 0.02))
    write("fgsm", pgd(clean, y, cross_entropy, EPSILON, 1, EPSILON))

    noise = single(torch.rand(IMAGES, 1, SIDE, SIDE) * 2 - 1)
    start = single(project(clean + EPSILON * noise, clean, EPSILON))
    write("apgd.start", start)
    for name, loss_of in {
        "ce": lambda i: cross_entropy,
        "dlr": lambda i: dlr,
        "targeted": lambda i: targeted_dlr(target[i : i + 1]),
    }.items():
        runs = [
            apgd(clean[i : i + 1], y[i : i + 1], loss_of(i), EPSILON, 100, start[i : i + 1]) for i in range(IMAGES)
        ]
        write("apgd.%s.losses" % name, [loss for _, loss in runs])
        write("apgd.%s.points" % name, torch.cat([x for x, _ in runs]))

    normals = single(torch.randn(IMAGES, SIDE * SIDE))
    offsets = (normals * clean.flatten(1)).sum(1) + torch.tensor([1.0, -1.0, 5.0, -5.0, 12.0, 1e3])
    write("hyperplane.normals", normals)
    write("hyperplane.offsets", single(offsets))
    write(
        "hyperplane.steps",
        torch.stack([hyperplane_step(clean[i].flatten(), normals[i], single(offsets)[i]) for i in range(IMAGES)]),
    )
    write(
        "fab.distances", [fab(clean[i : i + 1], y[i : i + 1], target[i : i + 1], 40) for i in range(IMAGES)]
    )
    for kappa in (0, 1):
        write(
            "cw.squared-distances.kappa-%d" % kappa,
            [carlini_wagner(clean[i : i + 1], y[i : i + 1], kappa, 6, 200, 0.02) for i in range(IMAGES)],
        )
    with open(sys.argv[1], "w") as file:
        file.write("\n".join(OUT) + "\n")


main()
