package io.latentwatch.reference.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.FeatureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the tensors worth watching by structure: outputs of activation functions, written as one node or as several ({@link GatedProducts}), and sums of
 * two branches behind which no activation function stands, where they feed a weighted layer further on.
 */
public final class TapFinder {
    private static final Set<String> ACTIVATIONS = Set.of(
            "Relu",
            "LeakyRelu",
            "PRelu",
            "Elu",
            "Selu",
            "Clip",
            "HardSwish",
            "HardSigmoid",
            "Gelu",
            "Mish",
            "Sigmoid",
            "Tanh",
            "Softplus");

    static final Set<String> WEIGHTED = Set.of("Conv", "Gemm", "MatMul");

    private final GraphWiring wiring;
    private final GatedProducts products;

    private TapFinder(Classifier classifier) {
        this.wiring = GraphWiring.of(classifier);
        this.products = new GatedProducts(wiring);
    }

    /**
     * Maps with the channels first and vectors to watch, in the order of the network.
     *
     * @param where the file, for the error's text
     * @throws BundleException if there is none
     */
    public static List<String> find(Classifier classifier, String where) {
        List<String> found = TapSelection.of(classifier, List.of(), where).shapes().taps().stream()
                .filter(tap -> tap.kind() != FeatureKind.CHANNEL_LAST)
                .map(Manifest.Tap::tensor)
                .toList();
        if (found.isEmpty()) {
            throw new BundleException(
                    where
                            + ": all hidden layers have their channels last, expected one [N, C, H, W] or [N, F] at least; export it with the channels first");
        }
        return found;
    }

    /** All tensors of a structure that might be watched, in the order of the network; shapes are not looked at. */
    static List<TapCandidate> candidates(Classifier classifier) {
        TapFinder finder = new TapFinder(classifier);
        List<TapCandidate> candidates = new ArrayList<>();
        finder.wiring.nodes().forEach(node -> finder.consider(node, candidates));
        return List.copyOf(candidates);
    }

    /** The operators that are activation functions as they stand, for people. */
    static String activations() {
        return String.join(", ", new TreeSet<>(ACTIVATIONS));
    }

    /** Whether a node is an activation function. */
    public static boolean isActivation(NodeProto node) {
        return ACTIVATIONS.contains(node.getOpType());
    }

    private void consider(NodeProto node, List<TapCandidate> candidates) {
        if (wiring.imageInputs(node).isEmpty()) {
            return;
        }
        String tensor = node.getOutput(0);
        if (products.isProduct(tensor)) {
            candidates.add(ifItFeedsWeights(new TapCandidate(tensor, products.name(tensor))));
        } else if (isActivation(node)) {
            TapCandidate candidate = new TapCandidate(tensor, node.getOpType());
            String product = products.productOf(tensor);
            candidates.add(ifItFeedsWeights(
                    product == null
                            ? ifNoneFollows(candidate)
                            : candidate.not("a part of the function that makes '" + product + "'")));
        } else if (joinsBranches(node)) {
            candidates.add(ifItFeedsWeights(ifNoneFollows(new TapCandidate(tensor, "sum of branches"))));
        }
    }

    private TapCandidate ifNoneFollows(TapCandidate candidate) {
        return isOnlyActivated(candidate.tensor())
                ? candidate.not("an activation function follows, whose output is watched")
                : candidate;
    }

    private TapCandidate ifItFeedsWeights(TapCandidate candidate) {
        return wiring.nearest(WEIGHTED, Set.of(), candidate.tensor()).isPresent()
                ? candidate
                : candidate.not("no weighted layer (Conv, Gemm, MatMul) reads it further on");
    }

    private boolean joinsBranches(NodeProto node) {
        List<String> branches = wiring.imageInputs(node);
        boolean sum = node.getOpType().equals("Add") || node.getOpType().equals("Sum");
        return sum && branches.size() > 1 && !products.haveOneOrigin(branches);
    }

    private boolean isOnlyActivated(String tensor) {
        List<NodeProto> readers = wiring.readers(tensor);
        boolean only = !readers.isEmpty() && readers.stream().allMatch(TapFinder::isActivation);
        return only || products.isOnlyOrigin(tensor);
    }
}
