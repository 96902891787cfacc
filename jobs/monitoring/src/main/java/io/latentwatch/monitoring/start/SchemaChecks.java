package io.latentwatch.monitoring.start;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.RetrainingTrigger;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.RegistryException;
import io.latentwatch.wire.WireFormat;
import org.apache.avro.Schema;

/** Asks the schema registry, where there is one, for the schemas of all that is written; it registers those that are not there. */
public final class SchemaChecks {
    private SchemaChecks() {}

    /**
     * Asks for each schema's id, which later writing finds already there.
     *
     * @throws StartRefusedException if the registry does not answer or refuses, with what it said
     */
    public static void run(MonitoringConfiguration configuration) {
        MonitoringConfiguration.Topics topics = configuration.topics();
        WireFormat format = configuration.kafka().wireFormat();
        check(format, topics.verdicts(), Verdict.getClassSchema());
        check(format, topics.deadLetters(), DeadLetter.getClassSchema());
        check(format, topics.distortion(), DistortionWindow.getClassSchema());
        check(format, topics.alarms(), Alarm.getClassSchema());
        check(format, topics.retraining(), RetrainingTrigger.getClassSchema());
    }

    private static void check(WireFormat format, String topic, Schema schema) {
        try {
            format.header(topic, schema);
        } catch (RegistryException e) {
            throw new StartRefusedException(e.getMessage(), e);
        }
    }
}
