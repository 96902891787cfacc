package io.latentwatch.local.cluster;

import io.latentwatch.monitoring.configuration.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults one after another, drawn at random, for as long as told: {@code mvn verify -Psoak -Dsoak.minutes=60}. Prints what each cost, and the longest silences at the end. */
@Tag("soak")
class SoakIT {
    private static final String MINUTES = "soak.minutes";

    @TempDir
    private Path folder;

    @Test
    void everyImageIsAccountedForHoweverLongItLasts() throws Exception {
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong(MINUTES, 30)).toNanos();
        long seed = Long.getLong("soak.seed", System.nanoTime());
        System.out.println("soak: -Dsoak.seed=" + seed + " draws the same faults again");
        SplittableRandom random = new SplittableRandom(seed);
        List<FaultRun> runs = new ArrayList<>();
        try (Stand stand = Stand.start(folder)) {
            while (runs.isEmpty() || System.nanoTime() < end) {
                Fault fault = drawn(List.of(Fault.values()), random);
                Delivery delivery = drawn(List.of(Delivery.values()), random);
                FaultRun run = FaultRun.of(
                        stand,
                        fault,
                        delivery,
                        "soak-%d-%s".formatted(runs.size(), fault).toLowerCase(Locale.ROOT));
                runs.add(run);
                System.out.println("soak: " + run);
            }
        }
        for (Fault fault : Fault.values()) {
            List<Duration> silences = runs.stream()
                    .filter(run -> run.fault() == fault)
                    .map(FaultRun::silence)
                    .sorted()
                    .toList();
            if (!silences.isEmpty()) {
                System.out.printf(
                        "soak: %s: %d times, silent for %.1f to %.1f s%n",
                        fault,
                        silences.size(),
                        silences.get(0).toMillis() / 1e3,
                        silences.get(silences.size() - 1).toMillis() / 1e3);
            }
        }
    }

    private static <T> T drawn(List<T> all, SplittableRandom random) {
        return all.get(random.nextInt(all.size()));
    }
}
