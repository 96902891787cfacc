package io.latentwatch.anpvs.retrain;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageHash;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.reference.topic.PositionedImage;
import io.latentwatch.reference.topic.RangeImages;
import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.RetrainingTrigger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/** The images of a trigger that may be learnt from, decoded as the stream decodes them: neither in quarantine nor known already, each once. */
final class FetchedImages {
    private static final long MAX_PIXELS = 16_000_000;

    private final RetrainingTrigger trigger;
    private final Manifest.Input input;
    private final LongPredicate isKnown;
    private final int most;
    private final Set<Long> seen = new HashSet<>();
    private final List<One> images = new ArrayList<>();
    private int records;
    private int quarantined;
    private int unreadable;
    private int known;
    private int repeated;
    private int beyondLimit;

    /**
     * An image.
     *
     * @param pixels {@code [H, W, C]} unsigned bytes; not copied
     * @param hash by which the profiler knows it, too
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record One(Position position, String imageId, byte[] pixels, long hash) {}

    /**
     * What became of the trigger's records.
     *
     * @param deleted offsets whose records are gone
     * @param records that were read
     * @param quarantined left out because of an attack-like alarm
     * @param unreadable no images of the network's size
     * @param known left out because the network was trained on them, or is tested on them
     * @param repeated left out because another one is the same
     * @param beyondLimit left out because there are images enough
     * @param kept the rest
     */
    record Counts(
            long deleted,
            int records,
            int quarantined,
            int unreadable,
            int known,
            int repeated,
            int beyondLimit,
            int kept) {}

    private FetchedImages(RetrainingTrigger trigger, Manifest.Input input, LongPredicate isKnown, int most) {
        this.trigger = trigger;
        this.input = input;
        this.isKnown = isKnown;
        this.most = most;
    }

    /** What was fetched, and the counts. */
    record Result(ImageShape shape, List<One> images, Counts counts) {
        Result {
            images = List.copyOf(images);
        }
    }

    /**
     * Fetches.
     *
     * @param isKnown whether the hash is that of an image that the network was trained on, or is tested on
     * @param most images at most; the trigger's first ones are kept
     */
    static Result fetch(
            RetrainingTrigger trigger, RangeImages topics, Manifest.Input input, LongPredicate isKnown, int most) {
        FetchedImages fetched = new FetchedImages(trigger, input, isKnown, most);
        ImageDecoder decoder = new ImageDecoder(input, MAX_PIXELS);
        long deleted = topics.forEach(trigger.getRanges(), image -> fetched.take(image, decoder));
        return new Result(
                new ImageShape(input.channels(), input.height(), input.width()),
                fetched.images,
                fetched.counts(deleted));
    }

    private Counts counts(long deleted) {
        return new Counts(deleted, records, quarantined, unreadable, known, repeated, beyondLimit, images.size());
    }

    private void take(PositionedImage image, ImageDecoder decoder) {
        records++;
        if (isQuarantined(image)) {
            quarantined++;
            return;
        }
        if (images.size() == most) {
            beyondLimit++;
            return;
        }
        ByteBuffer planes = ByteBuffer.allocate(input.bytes());
        try {
            decoder.decode(image.image().image(), planes);
        } catch (ImageRefusedException e) {
            unreadable++; // it is a dead letter of the job, too
            return;
        }
        long hash = ImageHash.of(planes.array());
        if (isKnown.test(hash)) {
            known++;
        } else if (!seen.add(hash)) {
            repeated++;
        } else {
            images.add(new One(image.position(), image.imageId(), channelsLast(planes.array()), hash));
        }
    }

    private boolean isQuarantined(PositionedImage image) {
        Position at = image.position();
        for (OffsetRange range : trigger.getQuarantined()) {
            if (range.getTopic().equals(at.getTopic())
                    && range.getPartition() == at.getPartition()
                    && range.getFirstOffset() <= at.getOffset()
                    && at.getOffset() < range.getEndOffset()) {
                return true;
            }
        }
        // A job may take the topic or the partition for the source (source.by).
        List<String> sources = trigger.getQuarantinedSources();
        return sources.contains(image.image().source())
                || sources.contains(at.getTopic())
                || sources.contains(at.getTopic() + "/" + at.getPartition());
    }

    private byte[] channelsLast(byte[] planes) {
        int plane = input.height() * input.width();
        byte[] pixels = new byte[planes.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = planes[i % input.channels() * plane + i / input.channels()];
        }
        return pixels;
    }
}
