package io.latentwatch.evaluation.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Activation functions and other functions of one number: the gradient times the slope, both written with the function's own output where that is possible. */
final class PointwiseRules {
    private static final double ELU_ALPHA = 1;
    private static final double LEAKY_ALPHA = 0.01;
    private static final double SELU_ALPHA = 1.6732632;
    private static final double SELU_GAMMA = 1.050701;
    private static final double HARD_SIGMOID_ALPHA = 0.2;
    private static final double HARD_SIGMOID_BETA = 0.5;
    private static final double HARD_SWISH_ALPHA = 1.0 / 6;

    private PointwiseRules() {}

    /** The output is at least 0, so its sign is 1 where the gradient passes and 0 where it does not. */
    static void relu(NodeProto node, String gradient, BackwardWriter graph) {
        scale(node, gradient, sign(node.getOutput(0), node.getOutput(0), graph), graph);
    }

    /** The sign; 0 at 0, which is a subgradient. */
    static void abs(NodeProto node, String gradient, BackwardWriter graph) {
        scale(node, gradient, sign(node.getInput(0), node.getOutput(0), graph), graph);
    }

    /**
     * x / (|x| + the least normal number): the sign of all that is not less than 1e-31, and 0 at 0. ONNX Runtime takes one value at a time for its own Sign.
     *
     * @param absolute |x|
     */
    private static String sign(String x, String absolute, BackwardWriter graph) {
        return graph.add("Div", List.of(x, graph.add("Add", List.of(absolute, number(Float.MIN_NORMAL, graph)))));
    }

    /** y (1 - y). */
    static void sigmoid(NodeProto node, String gradient, BackwardWriter graph) {
        String y = node.getOutput(0);
        scale(node, gradient, graph.add("Mul", List.of(y, oneMinus(y, graph))), graph);
    }

    /** 1 - y^2. */
    static void tanh(NodeProto node, String gradient, BackwardWriter graph) {
        String y = node.getOutput(0);
        scale(node, gradient, oneMinus(graph.add("Mul", List.of(y, y)), graph), graph);
    }

    static void exp(NodeProto node, String gradient, BackwardWriter graph) {
        scale(node, gradient, node.getOutput(0), graph);
    }

    /** 1 / (2 y). */
    static void sqrt(NodeProto node, String gradient, BackwardWriter graph) {
        scale(node, gradient, graph.add("Div", List.of(number(0.5, graph), node.getOutput(0))), graph);
    }

    static void neg(NodeProto node, String gradient, BackwardWriter graph) {
        graph.contribute(node.getInput(0), graph.add("Neg", List.of(gradient)));
    }

    /** ln(1 + e^x) rises with the sigmoid of x. */
    static void softplus(NodeProto node, String gradient, BackwardWriter graph) {
        scale(node, gradient, graph.add("Sigmoid", List.of(node.getInput(0))), graph);
    }

    /** 2 / sqrt(pi) e^(-x^2). */
    static void erf(NodeProto node, String gradient, BackwardWriter graph) {
        scale(node, gradient, bell(node.getInput(0), 1, 2 / Math.sqrt(Math.PI), graph), graph);
    }

    /** x Phi(x), the exact form: Phi(x) + x phi(x). */
    static void gelu(NodeProto node, String gradient, BackwardWriter graph) {
        String approximate = BackwardRules.attribute(node, "approximate").getS().toStringUtf8();
        BackwardRules.require(
                node, List.of("", "none").contains(approximate), "the exact form", "approximate " + approximate);
        String x = node.getInput(0);
        String erf = graph.add("Erf", List.of(graph.add("Mul", List.of(x, number(Math.sqrt(0.5), graph)))));
        String half = number(0.5, graph);
        String distribution = graph.add("Add", List.of(graph.add("Mul", List.of(erf, half)), half));
        String density = bell(x, 0.5, 1 / Math.sqrt(2 * Math.PI), graph);
        scale(node, gradient, graph.add("Add", List.of(distribution, graph.add("Mul", List.of(x, density)))), graph);
    }

    /** The gradient passes where the value was not moved. */
    static void clip(NodeProto node, String gradient, BackwardWriter graph) {
        BackwardRules.requireOtherInputsConstant(node, graph);
        String kept = graph.add("Equal", List.of(node.getInput(0), node.getOutput(0)));
        graph.contribute(node.getInput(0), graph.add("Where", List.of(kept, gradient, number(0, graph))));
    }

    static void leakyRelu(NodeProto node, String gradient, BackwardWriter graph) {
        String falling = number(BackwardRules.real(node, "alpha", LEAKY_ALPHA), graph);
        whereNegative(node, gradient, graph.add("Mul", List.of(gradient, falling)), graph);
    }

    /** Slopes that do not depend on the image. */
    static void pRelu(NodeProto node, String gradient, BackwardWriter graph) {
        BackwardRules.requireOtherInputsConstant(node, graph);
        whereNegative(node, gradient, graph.add("Mul", List.of(gradient, node.getInput(1))), graph);
    }

    /** For negative x, y + alpha. */
    static void elu(NodeProto node, String gradient, BackwardWriter graph) {
        String slope = graph.add(
                "Add", List.of(node.getOutput(0), number(BackwardRules.real(node, "alpha", ELU_ALPHA), graph)));
        whereNegative(node, gradient, graph.add("Mul", List.of(gradient, slope)), graph);
    }

    /** gamma for positive x, y + gamma alpha for negative. */
    static void selu(NodeProto node, String gradient, BackwardWriter graph) {
        double gamma = BackwardRules.real(node, "gamma", SELU_GAMMA);
        double alpha = BackwardRules.real(node, "alpha", SELU_ALPHA);
        String slope = graph.add("Add", List.of(node.getOutput(0), number(gamma * alpha, graph)));
        whereNegative(
                node,
                graph.add("Mul", List.of(gradient, number(gamma, graph))),
                graph.add("Mul", List.of(gradient, slope)),
                graph);
    }

    /** alpha where the output is strictly between 0 and 1. */
    static void hardSigmoid(NodeProto node, String gradient, BackwardWriter graph) {
        double alpha = BackwardRules.real(node, "alpha", HARD_SIGMOID_ALPHA);
        scale(node, gradient, ramp(node.getOutput(0), alpha, graph), graph);
    }

    /** x h(x) with the hard sigmoid h of slope 1/6: h + x h'. */
    static void hardSwish(NodeProto node, String gradient, BackwardWriter graph) {
        String x = node.getInput(0);
        String h = graph.add(
                "HardSigmoid",
                List.of(x),
                BackwardWriter.real("alpha", HARD_SWISH_ALPHA),
                BackwardWriter.real("beta", HARD_SIGMOID_BETA));
        String along = graph.add("Mul", List.of(x, ramp(h, HARD_SWISH_ALPHA, graph)));
        scale(node, gradient, graph.add("Add", List.of(h, along)), graph);
    }

    /** The slope where a hard sigmoid's output is strictly between 0 and 1, else 0. */
    private static String ramp(String output, double slope, BackwardWriter graph) {
        String above = graph.add("Greater", List.of(output, number(0, graph)));
        String below = graph.add("Less", List.of(output, number(1, graph)));
        return graph.add(
                "Where", List.of(graph.add("And", List.of(above, below)), number(slope, graph), number(0, graph)));
    }

    /** factor e^(-width x^2). */
    private static String bell(String x, double width, double factor, BackwardWriter graph) {
        String square = graph.add("Mul", List.of(graph.add("Mul", List.of(x, x)), number(-width, graph)));
        return graph.add("Mul", List.of(graph.add("Exp", List.of(square)), number(factor, graph)));
    }

    private static void whereNegative(NodeProto node, String positive, String negative, BackwardWriter graph) {
        String falls = graph.add("Less", List.of(node.getInput(0), number(0, graph)));
        graph.contribute(node.getInput(0), graph.add("Where", List.of(falls, negative, positive)));
    }

    private static void scale(NodeProto node, String gradient, String slope, BackwardWriter graph) {
        graph.contribute(node.getInput(0), graph.add("Mul", List.of(gradient, slope)));
    }

    private static String oneMinus(String tensor, BackwardWriter graph) {
        return graph.add("Sub", List.of(number(1, graph), tensor));
    }

    private static String number(double value, BackwardWriter graph) {
        return graph.constant(List.of(), (float) value);
    }
}
