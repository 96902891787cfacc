package io.latentwatch.local.cluster;

import io.latentwatch.monitoring.configuration.Delivery;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault once: whatever befalls the job, each image is accounted for, and duplicates are none or agree. {@code mvn verify -Pfaults}. */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FaultsIT {
    @TempDir
    private static Path folder;

    private static Stand stand;

    @BeforeAll
    static void start() throws Exception {
        stand = Stand.start(folder);
    }

    @AfterAll
    static void stop() {
        if (stand != null) {
            stand.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_MANAGER_KILLED, EXACTLY_ONCE",
        "JOB_MANAGER_KILLED_WITH_A_STANDBY, EXACTLY_ONCE",
        "JOB_MANAGERS_KILLED, AT_LEAST_ONCE",
        "BROKER_KILLED, EXACTLY_ONCE",
        "BROKER_FROZEN, AT_LEAST_ONCE",
        "CHECKPOINT_STORAGE_FULL, AT_LEAST_ONCE",
        "CONNECTIONS_CUT, EXACTLY_ONCE",
        "CONNECTIONS_SLOW, AT_LEAST_ONCE",
        "HOSTILE_BUNDLE, AT_LEAST_ONCE",
        "BURST, EXACTLY_ONCE",
        "CLOCK_AHEAD, AT_LEAST_ONCE"
    })
    void everyImageIsAccountedFor(Fault fault, Delivery delivery) throws Exception {
        System.out.println(
                "faults: " + FaultRun.of(stand, fault, delivery, fault.name().toLowerCase(Locale.ROOT)));
    }
}
