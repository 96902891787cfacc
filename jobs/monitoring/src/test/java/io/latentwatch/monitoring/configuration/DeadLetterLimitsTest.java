package io.latentwatch.monitoring.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterLimitsTest {
    private static final byte[] LONGEST_KEY =
            "t".repeat(249).concat("/2147483647/9223372036854775807/SHADOW").getBytes(StandardCharsets.UTF_8);

    private static final Header[] LONGEST_TRACE = {
        new RecordHeader("traceparent", new byte[512]), new RecordHeader("tracestate", new byte[512])
    };

    @ParameterizedTest
    @ValueSource(ints = {8_192, 1_048_588, 10_000_000})
    void theLargestLetterPassesTheProducer(int topicBytes) {
        DeadLetterLimits limits = new DeadLetterLimits(topicBytes);

        int estimate = AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.MAGIC_VALUE_V2,
                CompressionType.NONE,
                LONGEST_KEY,
                new byte[limits.letterBytes()],
                LONGEST_TRACE);

        assertThat(estimate).isLessThanOrEqualTo(limits.requestBytes());
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void theLargestLetterPassesTheBrokerEvenWhereItDoesNotCompress(CompressionType type) {
        DeadLetterLimits limits = new DeadLetterLimits(1_048_588);
        byte[] noise = new byte[limits.letterBytes()];
        new Random(1).nextBytes(noise);

        MemoryRecords batch = MemoryRecords.withRecords(
                Compression.of(type).build(), new SimpleRecord(0, LONGEST_KEY, noise, LONGEST_TRACE));

        assertThat(batch.sizeInBytes()).isLessThanOrEqualTo(1_048_588);
    }

    @Test
    void knowsWhenAWholeImageRecordFits() {
        int images = 1_048_588;
        int needed = (int) DeadLetterLimits.needed(images);

        assertThat(new DeadLetterLimits(images).fitWhole(images)).isFalse();
        assertThat(new DeadLetterLimits(needed).fitWhole(images)).isTrue();
        assertThat(new DeadLetterLimits(needed - 100).fitWhole(images)).isFalse();
    }

    @Test
    void refusesATopicThatHoldsNothingOfUse() {
        assertThatThrownBy(() -> new DeadLetterLimits(8_191)).hasMessageContainingAll("8191", "8192", "raise it");
    }
}
