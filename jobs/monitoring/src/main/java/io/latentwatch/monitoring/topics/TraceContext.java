package io.latentwatch.monitoring.topics;

import io.latentwatch.schemas.Header;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The headers that tie a record to its trace, W3C's Trace Context: {@code traceparent} and {@code tracestate}. They stand on verdicts and dead letters as they stood on
 * the image's record, so that a trace goes through the job. All other headers are in the record itself.
 */
final class TraceContext {
    /** The specification asks for 512 characters of tracestate to be carried; traceparent has 55. */
    static final int MAX_VALUE_BYTES = 512;

    private static final Set<String> NAMES = Set.of("traceparent", "tracestate");

    private TraceContext() {}

    /** The first of each name whose value is not too long; none where there is none. */
    static List<org.apache.kafka.common.header.Header> of(List<Header> headers) {
        if (headers.isEmpty()) {
            return List.of();
        }
        List<org.apache.kafka.common.header.Header> trace = new ArrayList<>(NAMES.size());
        for (Header header : headers) {
            ByteBuffer value = header.getValue();
            if (NAMES.contains(header.getName())
                    && value != null
                    && value.remaining() <= MAX_VALUE_BYTES
                    && trace.stream().noneMatch(had -> had.key().equals(header.getName()))) {
                byte[] bytes = new byte[value.remaining()];
                value.duplicate().get(bytes);
                trace.add(new RecordHeader(header.getName(), bytes));
            }
        }
        return trace;
    }
}
