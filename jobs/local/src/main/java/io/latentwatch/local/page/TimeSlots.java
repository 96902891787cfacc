package io.latentwatch.local.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.latentwatch.schemas.LayerDistortion;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** The newest span of time in {@value #SLOTS} slots, each the sums of what was written in it. Takes the same memory however much that is. Not thread-safe. */
final class TimeSlots {
    static final int SLOTS = 300;
    static final int P_VALUE_BINS = 20;

    /** Delays are told by the upper ends of bins that grow by this factor, the first one being 1 ms. */
    private static final double DELAY_GROWTH = 1.3;

    private static final int DELAY_BINS = 64;
    private static final int MOST_LAYERS = 64;
    private static final int MOST_STATISTICS = 16;

    private final long slotMillis;
    private final LongSupplier clock;
    private final KnownBundles bundles;
    private final Slot[] ring = new Slot[SLOTS];
    private final Names layers = new Names(MOST_LAYERS);
    private final Names statistics = new Names(MOST_STATISTICS);

    private static final class Slot {
        private final long number;
        private int images;
        private int flagged;
        private int deadLetters;
        private final int[] pValues = new int[P_VALUE_BINS];
        private final int[] delays = new int[DELAY_BINS];
        private double[] distortion = new double[0];
        private double[] clean = new double[0];
        private double[] evidence = new double[0];
        private long lag = -1;

        private Slot(long number) {
            this.number = number;
        }

        private void distortion(int layer, double value, double expected) {
            distortion = atLeast(distortion, layer + 1);
            clean = atLeast(clean, layer + 1);
            distortion[layer] += value;
            clean[layer] += expected;
        }

        private void evidence(int statistic, double ratio) {
            evidence = atLeast(evidence, statistic + 1);
            evidence[statistic] = Math.max(evidence[statistic], ratio);
        }

        private static double[] atLeast(double[] values, int length) {
            return values.length >= length ? values : Arrays.copyOf(values, length);
        }
    }

    /** Numbers names in the order that they come in; those beyond the most have none. */
    private record Names(int most, Map<String, Integer> numbers) {
        private Names(int most) {
            this(most, new LinkedHashMap<>());
        }

        private int of(String name) {
            Integer number = numbers.get(name);
            if (number == null && numbers.size() < most) {
                number = numbers.size();
                numbers.put(name, number);
            }
            return number == null ? -1 : number;
        }
    }

    /**
     * Empty ones that end now.
     *
     * @param span all of them together
     * @param clock milliseconds since 1970-01-01T00:00Z
     */
    TimeSlots(Duration span, LongSupplier clock, KnownBundles bundles) {
        this.slotMillis = Math.max(1, span.toMillis() / SLOTS);
        this.clock = clock;
        this.bundles = bundles;
    }

    void verdict(Verdict verdict, long writtenMillis) {
        Slot slot = at(writtenMillis);
        if (slot == null) {
            return;
        }
        slot.images++;
        slot.flagged += verdict.getFlagged() ? 1 : 0;
        slot.pValues[binOf(verdict.getPValue())]++;
        if (verdict.getTimestampMillis() >= 0) {
            slot.delays[delayBin(writtenMillis - verdict.getTimestampMillis())]++;
        }
        for (LayerDistortion layer : verdict.getDistortion()) {
            int number = layers.of(layer.getLayer());
            if (number >= 0) {
                slot.distortion(number, layer.getValue(), cleanDistortion(verdict, layer.getLayer()));
            }
        }
    }

    void deadLetter(long writtenMillis) {
        Slot slot = at(writtenMillis);
        if (slot != null) {
            slot.deadLetters++;
        }
    }

    /** Images that were not judged yet; for now. */
    void lag(long images) {
        now().lag = images;
    }

    /** For now. */
    void evidence(List<Evidence> all) {
        all.forEach(evidence -> evidence(evidence, clock.getAsLong()));
    }

    /** A statistic's largest in a slot counts. */
    void evidence(Evidence evidence, long millis) {
        Slot slot = at(millis);
        int number = statistics.of(evidence.statistic());
        if (slot != null && number >= 0) {
            slot.evidence(number, evidence.value() / evidence.limit());
        }
    }

    /** What a clean image shows; 1, which is about what clean ones show anywhere, where the bundle is not known. */
    private double cleanDistortion(Verdict verdict, String layer) {
        return bundles.cleanDistortion(verdict.getBundleId(), layer, verdict.getPredictedClass())
                .orElse(1f);
    }

    /** A slot of times to come is that of now; null for one that has passed. */
    private Slot at(long millis) {
        long newest = numberOf(clock.getAsLong());
        long number = Math.min(numberOf(millis), newest);
        if (number <= newest - SLOTS) {
            return null;
        }
        int place = (int) Math.floorMod(number, (long) SLOTS);
        if (ring[place] == null || ring[place].number != number) {
            ring[place] = new Slot(number);
        }
        return ring[place];
    }

    private Slot now() {
        return at(clock.getAsLong());
    }

    private long numberOf(long millis) {
        return Math.floorDiv(millis, slotMillis);
    }

    private static int binOf(double pValue) {
        return (int) Math.max(0, Math.min(P_VALUE_BINS - 1, Math.ceil(pValue * P_VALUE_BINS) - 1));
    }

    private static int delayBin(long millis) {
        double bin = Math.ceil(Math.log(Math.max(1, (double) millis)) / Math.log(DELAY_GROWTH));
        return (int) Math.min(DELAY_BINS - 1, bin);
    }

    /** As fields of the object that is open: arrays with one element for each slot, the oldest first, null where nothing is known. */
    void write(JsonGenerator json) throws IOException {
        long newest = numberOf(clock.getAsLong());
        Slot[] slots = new Slot[SLOTS];
        for (Slot slot : ring) {
            if (slot != null && slot.number > newest - SLOTS && slot.number <= newest) {
                slots[(int) (slot.number - newest) + SLOTS - 1] = slot;
            }
        }
        json.writeNumberField("slotMillis", slotMillis);
        json.writeNumberField("firstSlotMillis", (newest - SLOTS + 1) * slotMillis);
        counts(json, "images", slots, slot -> slot.images);
        counts(json, "flagged", slots, slot -> slot.flagged);
        counts(json, "deadLetters", slots, slot -> slot.deadLetters);
        numbers(json, "lag", i -> slots[i] == null || slots[i].lag < 0 ? Double.NaN : (double) slots[i].lag);
        numbers(json, "delay50", i -> delay(slots[i], 0.5));
        numbers(json, "delay95", i -> delay(slots[i], 0.95));
        json.writeArrayFieldStart("pValues");
        for (Slot slot : slots) {
            if (slot == null || slot.images == 0) {
                json.writeNull();
            } else {
                json.writeArray(slot.pValues, 0, P_VALUE_BINS);
            }
        }
        json.writeEndArray();
        rows(json, "distortion", layers, slots, TimeSlots::ratio);
        rows(
                json,
                "evidence",
                statistics,
                slots,
                (slot, row) -> row < slot.evidence.length ? slot.evidence[row] : Double.NaN);
    }

    private static double ratio(Slot slot, int layer) {
        return layer < slot.clean.length && slot.clean[layer] > 0
                ? slot.distortion[layer] / slot.clean[layer]
                : Double.NaN;
    }

    /** The middle of the bin, in seconds, that so many of the slot's delays lie in or below; NaN where it has none. */
    private static double delay(Slot slot, double share) {
        long all = slot == null ? 0 : IntStream.of(slot.delays).sum();
        long below = 0;
        for (int bin = 0; all > 0 && bin < DELAY_BINS; bin++) {
            below += slot.delays[bin];
            if (below >= share * all) {
                return Math.pow(DELAY_GROWTH, Math.max(0, bin - 0.5)) / 1000;
            }
        }
        return Double.NaN;
    }

    private static void counts(JsonGenerator json, String name, Slot[] slots, ToIntFunction<Slot> count)
            throws IOException {
        json.writeFieldName(name);
        json.writeArray(
                Arrays.stream(slots)
                        .mapToInt(slot -> slot == null ? 0 : count.applyAsInt(slot))
                        .toArray(),
                0,
                SLOTS);
    }

    private interface Cell {
        double of(Slot slot, int row);
    }

    private static void rows(JsonGenerator json, String name, Names names, Slot[] slots, Cell cell) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Integer> row : names.numbers.entrySet()) {
            numbers(
                    json,
                    Words.of(row.getKey()),
                    i -> slots[i] == null ? Double.NaN : cell.of(slots[i], row.getValue()));
        }
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, IntFunction<Double> valueOf) throws IOException {
        json.writeArrayFieldStart(name);
        for (int i = 0; i < SLOTS; i++) {
            Words.number(json, valueOf.apply(i));
        }
        json.writeEndArray();
    }
}
