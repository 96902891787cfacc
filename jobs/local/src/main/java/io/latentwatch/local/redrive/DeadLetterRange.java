package io.latentwatch.local.redrive;

import io.latentwatch.local.broker.TopicRange;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The dead letters of a topic that were written within a span of time.
 *
 * @param format how dead letters say which schema they were written with
 */
record DeadLetterRange(TopicRange records, WireFormat format) {
    /** What is done with each of them. */
    @FunctionalInterface
    interface Action {
        void take(DeadLetter letter) throws IOException;
    }

    /**
     * Hands over one after another, each partition's in their order.
     *
     * @throws IOException if a record is no dead letter, or the action fails
     */
    void forEach(Action action) throws IOException {
        MessageDecoder<DeadLetter> decoder = new MessageDecoder<>(format, DeadLetter.class);
        records.forEach(record -> action.take(decode(decoder, record)));
    }

    private static DeadLetter decode(MessageDecoder<DeadLetter> decoder, ConsumerRecord<byte[], byte[]> record)
            throws IOException {
        try {
            return decoder.decode(record.value());
        } catch (UnreadableMessageException e) {
            throw new IOException(
                    "%s/%d/%d: expected a dead letter of the job, found another record (%s); give the topic with --dead-letters, and the schema registry with --registry"
                            .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
                    e);
        }
    }
}
