package io.latentwatch.flink.alarms;

import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.Image;
import java.util.Locale;

/** What is taken for an image's source. A producer can write any name into its images; it cannot choose a topic that it has no right to. */
public enum SourceBy {
    /** What the image says; its topic and partition where it says nothing. */
    IMAGE,
    /** The topic: one for each zone of trust. */
    TOPIC,
    /** Topic and partition, as {@code topic/partition}. */
    PARTITION;

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The source of an image. */
    public String of(ReceivedRecord record, Image image) {
        return switch (this) {
            case IMAGE -> image.getSource().isEmpty() ? PARTITION.of(record, image) : image.getSource();
            case TOPIC -> record.topic();
            case PARTITION -> record.topic() + "/" + record.partition();
        };
    }
}
