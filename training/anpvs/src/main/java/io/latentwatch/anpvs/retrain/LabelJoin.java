package io.latentwatch.anpvs.retrain;

import io.latentwatch.schemas.Label;
import io.latentwatch.schemas.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins labels with images. Of one labeller's labels for an image the newest counts. Where trusted labellers have labelled an image, they alone count; labellers who disagree leave it without a
 * label.
 */
final class LabelJoin {
    /** Labellers of an image that nobody has called trusted; more are passed over. */
    static final int MOST_LABELLERS = 16;

    private static final int AMBIGUOUS = -1;

    private final List<FetchedImages.One> images;
    private final int classes;
    private final Set<String> trusted;
    private final Map<Position, Integer> byPosition = new HashMap<>();
    private final Map<String, Integer> byId = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> said = new HashMap<>();
    private long read;
    private long ofOtherImages;
    private long refused;

    /**
     * An image's true class.
     *
     * @param image its place among the images
     * @param trusted whether it may decide about a network; every label is trusted where nobody is named
     */
    record Labelled(int image, int label, boolean trusted) {}

    /**
     * What became of the labels.
     *
     * @param read all of the topic
     * @param unusable records that are no labels
     * @param ofOtherImages about images that were not fetched
     * @param refused a class that there is not, an id that is not the image's or that several images have, or too many labellers
     * @param conflicting images whose labellers disagree
     * @param joined images with a label
     * @param trusted those among them whose label is trusted
     */
    record Counts(
            long read, long unusable, long ofOtherImages, long refused, int conflicting, int joined, int trusted) {}

    /** The labels, in the order of the images, and the counts. */
    record Result(List<Labelled> labels, Counts counts) {
        Result {
            labels = List.copyOf(labels);
        }
    }

    /**
     * For these images.
     *
     * @param trusted names of trusted labellers; empty: all are
     */
    LabelJoin(List<FetchedImages.One> images, int classes, Set<String> trusted) {
        this.images = images;
        this.classes = classes;
        this.trusted = trusted;
        for (int i = 0; i < images.size(); i++) {
            byPosition.put(images.get(i).position(), i);
            byId.merge(images.get(i).imageId(), i, (one, other) -> AMBIGUOUS);
        }
    }

    void add(Label label) {
        read++;
        Integer image =
                label.getPosition() == null ? byId.get(label.getImageId()) : byPosition.get(label.getPosition());
        if (image == null) {
            ofOtherImages++;
        } else if (image == AMBIGUOUS || !fits(label, images.get(image)) || !take(image, label)) {
            refused++;
        }
    }

    private boolean fits(Label label, FetchedImages.One image) {
        return label.getLabel() >= 0
                && label.getLabel() < classes
                && (label.getImageId().isEmpty() || label.getImageId().equals(image.imageId()));
    }

    private boolean take(int image, Label label) {
        Map<String, Integer> labellers = said.computeIfAbsent(image, i -> new LinkedHashMap<>());
        String name = label.getLabelledBy();
        if (labellers.size() >= MOST_LABELLERS && !labellers.containsKey(name) && !trusted.contains(name)) {
            return false;
        }
        labellers.put(name, label.getLabel());
        return true;
    }

    /** @param unusable records that are no labels */
    Result result(long unusable) {
        List<Labelled> labels = said.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> resolve(entry.getKey(), entry.getValue()))
                .filter(labelled -> labelled.label() >= 0)
                .toList();
        int trustedOnes = (int) labels.stream().filter(Labelled::trusted).count();
        int conflicting = said.size() - labels.size();
        return new Result(
                labels, new Counts(read, unusable, ofOtherImages, refused, conflicting, labels.size(), trustedOnes));
    }

    private Labelled resolve(int image, Map<String, Integer> labellers) {
        Set<Integer> byTrusted = new HashSet<>();
        labellers.forEach((name, label) -> {
            if (trusted.isEmpty() || trusted.contains(name)) {
                byTrusted.add(label);
            }
        });
        Set<Integer> heard = byTrusted.isEmpty() ? new HashSet<>(labellers.values()) : byTrusted;
        int label = heard.size() == 1 ? heard.iterator().next() : -1;
        return new Labelled(image, label, !byTrusted.isEmpty());
    }
}
