package io.latentwatch.flink.received;

import io.latentwatch.wire.WireFormat;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.TimestampAssigner;

/**
 * The time that watermarks and windows go by: the image's event time, else the record's timestamp, but never later than arrival plus five
 * seconds, so that one producer whose clock runs ahead does not close the windows of all others; nor before 1970.
 */
public final class WindowTime implements TimestampAssigner<ReceivedRecord> {
    /** How far ahead of its arrival an image may say that it was taken. */
    public static final long LEAD_MILLIS = 5_000;

    private final ImageReader reader;
    private final Clock clock;

    /** @param clock read when a record arrives */
    public WindowTime(Clock clock, InputFormat format, WireFormat wireFormat) {
        this.reader = format.reader(wireFormat);
        this.clock = clock;
    }

    @Override
    public long extractTimestamp(ReceivedRecord record, long ignored) {
        long eventTimeMillis = reader.eventTimeMillis(record).orElse(record.timestampMillis());
        return Math.max(0, Math.min(eventTimeMillis, clock.millis() + LEAD_MILLIS));
    }
}
