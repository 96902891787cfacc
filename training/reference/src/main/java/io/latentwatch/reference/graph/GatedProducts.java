package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Activation functions that exporters write as several nodes: x times a gate that is a function of each x alone, such as x Sigmoid(x),
 * x Clip(x + 3, 0, 6) / 6, or x (1 + Erf(x / sqrt 2)) / 2. Any such product counts, however the constants are spread.
 */
final class GatedProducts {
    /** Functions of one number that can make a gate. */
    private static final Set<String> BENT = Set.of("Clip", "Erf", "HardSigmoid", "Relu", "Sigmoid", "Softplus", "Tanh");

    private static final Set<String> STRAIGHT = Set.of("Add", "Div", "Identity", "Mul", "Neg", "Pow", "Sub");

    private final GraphWiring wiring;
    private final Map<String, Pointwise> functions = new HashMap<>();
    private final Map<String, String> products = new LinkedHashMap<>();
    private final Map<String, String> parts = new HashMap<>();

    /**
     * What a tensor is to another one: each number of it a function of the one in its place.
     *
     * @param bent operators on the way that are no straight lines
     */
    private record Pointwise(String origin, Set<String> bent) {}

    GatedProducts(GraphWiring wiring) {
        this.wiring = wiring;
        wiring.nodes().forEach(this::follow);
        List<String> found = new ArrayList<>(products.keySet());
        Collections.reverse(found);
        found.forEach(this::claimParts);
    }

    private void follow(NodeProto node) {
        List<String> inputs = wiring.imageInputs(node);
        boolean bends = BENT.contains(node.getOpType());
        if (inputs.isEmpty() || (!bends && !STRAIGHT.contains(node.getOpType()))) {
            return;
        }
        String origin = of(inputs.get(0)).origin();
        if (inputs.stream().anyMatch(input -> !of(input).origin().equals(origin))) {
            return;
        }
        Set<String> bent = new TreeSet<>();
        inputs.forEach(input -> bent.addAll(of(input).bent()));
        if (node.getOpType().equals("Mul") && inputs.size() == 2 && !bent.isEmpty()) {
            products.put(scaled(node.getOutput(0)), name(bent));
        }
        if (bends) {
            bent.add(node.getOpType());
        }
        functions.put(node.getOutput(0), new Pointwise(origin, bent));
    }

    private Pointwise of(String tensor) {
        return functions.getOrDefault(tensor, new Pointwise(tensor, Set.of()));
    }

    /** The tensor, or what constants make of it right behind, if nobody else reads it. */
    private String scaled(String tensor) {
        String last = tensor;
        while (wiring.readers(last).size() == 1) {
            NodeProto reader = wiring.readers(last).get(0);
            boolean scales = Set.of("Mul", "Div").contains(reader.getOpType())
                    && wiring.imageInputs(reader).size() == 1
                    && reader.getInput(0).equals(last);
            if (!scales) {
                break;
            }
            last = reader.getOutput(0);
        }
        return last;
    }

    private static String name(Set<String> bent) {
        if (bent.contains("Erf")) {
            return "Gelu, of Erf";
        }
        if (bent.contains("Softplus")) {
            return "Mish, of " + String.join(" and ", bent);
        }
        if (bent.contains("Tanh")) {
            return "Gelu, of Tanh";
        }
        return bent.contains("Sigmoid") ? "Silu, of Sigmoid" : "HardSwish, of " + String.join(" and ", bent);
    }

    /** Everything between a product and the tensor that it is a function of. */
    private void claimParts(String product) {
        if (parts.containsKey(product)) {
            return;
        }
        String origin = of(product).origin();
        Deque<String> behind = new ArrayDeque<>(List.of(product));
        while (!behind.isEmpty()) {
            for (String input : wiring.imageInputs(wiring.maker(behind.pop()))) {
                if (!input.equals(origin) && parts.putIfAbsent(input, product) == null) {
                    behind.push(input);
                }
            }
        }
    }

    /** Whether a tensor is the result of such a function, and no part of another. */
    boolean isProduct(String tensor) {
        return products.containsKey(tensor) && !parts.containsKey(tensor);
    }

    /** What the function is called. */
    String name(String product) {
        return products.get(product);
    }

    /** The product that a tensor is made on the way to; null where there is none. */
    String productOf(String part) {
        return parts.get(part);
    }

    /** Whether two tensors are functions of the same third one, number by number. */
    boolean haveOneOrigin(List<String> tensors) {
        return tensors.stream().map(tensor -> of(tensor).origin()).distinct().count() == 1;
    }

    /** Whether all that reads a tensor are functions of it that end in products. */
    boolean isOnlyOrigin(String tensor) {
        return !wiring.readers(tensor).isEmpty()
                && wiring.readers(tensor).stream().allMatch(reader -> {
                    String output = reader.getOutput(0);
                    return (isProduct(output) || parts.containsKey(output))
                            && of(output).origin().equals(of(tensor).origin());
                });
    }
}
