package io.latentwatch.local.demo;

import io.latentwatch.schemas.Alarm;
import java.util.List;

/**
 * What the demo saw.
 *
 * @param sample the images that were sent
 * @param sent every record and what came of it
 * @param alarms in the order in which they were seen
 * @param faults one line for each record without exactly one verdict or dead letter; empty when all is well
 */
record DemoResult(DemoImages sample, List<Ledger.Entry> sent, List<Alarm> alarms, List<String> faults) {
    DemoResult {
        sent = List.copyOf(sent);
        alarms = List.copyOf(alarms);
        faults = List.copyOf(faults);
    }
}
