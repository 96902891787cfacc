package io.latentwatch.reference.graph;

import io.latentwatch.bundle.BundleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tensors are watched: what is found by structure, or what a user names.
 *
 * <p>Wanted is a list of names of tensors or taps, of {@code auto} for all that is found, and of names with a minus in front, which are left out. A list
 * that names nothing to watch begins with {@code auto}.
 *
 * @param candidates all that is found, with what speaks against some of them
 * @param candidateShapes of the candidates for two images, by tensor
 * @param shapes of what is watched
 */
public record TapSelection(List<TapCandidate> candidates, Map<String, long[]> candidateShapes, TapShapes shapes) {
    /** The word for all that is found. */
    public static final String AUTO = "auto";

    public TapSelection {
        candidates = List.copyOf(candidates);
        candidateShapes = Map.copyOf(candidateShapes);
    }

    /**
     * Chooses.
     *
     * @param wanted may be empty: {@code auto}
     * @param where the file, for the error's text
     * @throws BundleException if a name is not there, a named tensor cannot be watched, or nothing is left
     */
    public static TapSelection of(Classifier classifier, List<String> wanted, String where) {
        List<TapCandidate> found = TapFinder.candidates(classifier);
        Map<String, long[]> shapes = TapShapes.run(
                classifier, found.stream().map(TapCandidate::tensor).toList(), where);
        GraphWiring wiring = GraphWiring.of(classifier);
        List<TapCandidate> judged = found.stream()
                .map(candidate -> TapShapes.objection(wiring, candidate.tensor(), shapes.get(candidate.tensor()))
                        .map(candidate::not)
                        .orElse(candidate))
                .toList();
        List<String> chosen = choose(classifier, wiring, judged, wanted, where);
        return new TapSelection(judged, shapes, TapShapes.measure(classifier, chosen, where));
    }

    private static List<String> choose(
            Classifier classifier,
            GraphWiring wiring,
            List<TapCandidate> candidates,
            List<String> wanted,
            String where) {
        List<String> made = classifier.model().getGraph().getNodeList().stream()
                .flatMap(node -> node.getOutputList().stream())
                .filter(wiring::hangsOnTheImage)
                .toList();
        Set<String> leftOut = wanted.stream()
                .filter(name -> name.startsWith("-"))
                .map(name -> tensor(name.substring(1), made, where))
                .collect(Collectors.toSet());
        List<String> named = wanted.stream()
                .filter(name -> !name.startsWith("-") && !name.equals(AUTO))
                .map(name -> tensor(name, made, where))
                .toList();
        Set<String> chosen = new HashSet<>(named);
        if (named.isEmpty() || wanted.contains(AUTO)) {
            candidates.stream()
                    .filter(TapCandidate::isWatched)
                    .map(TapCandidate::tensor)
                    .forEach(chosen::add);
            refuseIfNone(chosen, candidates, where);
        }
        List<String> absent =
                leftOut.stream().filter(name -> !chosen.contains(name)).toList();
        if (!absent.isEmpty()) {
            throw new BundleException(where + ": --taps leaves out " + absent
                    + ", which would not be watched anyway; see inspect --model");
        }
        chosen.removeAll(leftOut);
        if (chosen.isEmpty()) {
            throw new BundleException(where + ": --taps leaves out every layer, expected at least one to be watched");
        }
        return made.stream().filter(chosen::contains).toList();
    }

    private static void refuseIfNone(Set<String> chosen, List<TapCandidate> candidates, String where) {
        if (!chosen.isEmpty()) {
            return;
        }
        List<String> reasons = new ArrayList<>();
        candidates.forEach(candidate -> reasons.add(
                "'" + candidate.tensor() + "': " + candidate.objection().orElseThrow()));
        throw new BundleException(where + ": no activation function (" + TapFinder.activations()
                + ") and no sum of branches feeds a weighted layer, so there is no hidden layer to watch"
                + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")") + "; name tensors with --taps");
    }

    /** The tensor of this name, or whose tap would have it. */
    private static String tensor(String name, List<String> made, String where) {
        if (made.contains(name)) {
            return name;
        }
        List<String> fitting = made.stream()
                .filter(tensor -> TapShapes.tapName(tensor).equals(name))
                .toList();
        if (fitting.size() != 1) {
            throw new BundleException(
                    "%s: --taps names '%s', found %s tensors of that name that hang on the image; inspect --model lists what there is"
                            .formatted(where, name, fitting.isEmpty() ? "no" : Arrays.toString(fitting.toArray())));
        }
        return fitting.get(0);
    }
}
