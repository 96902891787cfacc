package io.latentwatch.local.demo;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.DeadLetterReason;

/**
 * A record that no verdict can be given for.
 *
 * @param name what is wrong with it, a word or two; also the record's key
 * @param value the record's value as it goes to Kafka; null for a record without one
 * @param reason what its dead letter is to say
 */
@SuppressWarnings("ArrayRecordComponent") // what is sent, byte for byte; never compared
public record MalformedRecord(String name, byte[] value, DeadLetterReason reason) {
    public MalformedRecord {
        requireNonNull(name, "name is null");
        requireNonNull(reason, "reason is null");
    }
}
