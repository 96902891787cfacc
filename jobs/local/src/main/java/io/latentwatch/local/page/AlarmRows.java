package io.latentwatch.local.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.latentwatch.local.alarms.AlarmLog;
import io.latentwatch.monitoring.topics.Identities;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The newest {@value #MOST} events of alarms, each once however often it was delivered. Not thread-safe. */
final class AlarmRows {
    static final int MOST = 50;

    private static final int FEW = 5;
    private static final int MOST_FIGURES = 12;

    private final Deque<Row> newestFirst = new ArrayDeque<>();
    private long raised;

    private record Row(Alarm alarm, long writtenMillis) {}

    void add(Alarm alarm, long writtenMillis) {
        boolean again =
                newestFirst.stream().anyMatch(row -> Identities.of(row.alarm).equals(Identities.of(alarm)));
        if (again) {
            return;
        }
        raised += alarm.getEvent() == AlarmEvent.RAISED ? 1 : 0;
        newestFirst.addFirst(new Row(alarm, writtenMillis));
        if (newestFirst.size() > MOST) {
            newestFirst.removeLast();
        }
    }

    /** As fields of the object that is open. */
    void write(JsonGenerator json) throws IOException {
        json.writeNumberField("alarmsRaised", raised);
        json.writeNumberField("alarmsOpen", open());
        json.writeArrayFieldStart("alarms");
        for (Row row : newestFirst) {
            write(json, row);
        }
        json.writeEndArray();
    }

    /** Those among the rows that were raised and not resolved. What a command for a bundle brought about is never resolved and not counted. */
    private long open() {
        AlarmLog log = new AlarmLog();
        newestFirst.descendingIterator().forEachRemaining(row -> log.add(row.alarm));
        return log.open().size();
    }

    private static void write(JsonGenerator json, Row row) throws IOException {
        Alarm alarm = row.alarm;
        json.writeStartObject();
        Words.field(json, "id", alarm.getId());
        json.writeNumberField("millis", row.writtenMillis);
        json.writeStringField("event", alarm.getEvent().name());
        json.writeStringField("level", alarm.getLevel().name());
        json.writeStringField("statistic", alarm.getStatistic().name());
        json.writeStringField("kind", alarm.getKind().name());
        json.writeNumberField("images", alarm.getImages());
        json.writeNumberField("flagged", alarm.getFlagged());
        Words.field(json, "evidence", alarm.getEvidence());
        Words.field(json, "limit", alarm.getThreshold());
        Words.field(json, "source", alarm.getSource());
        Words.few(json, "sources", alarm.getSources(), FEW);
        Words.few(json, "layers", alarm.getLayers(), FEW);
        Words.few(json, "features", alarm.getFeatures(), FEW);
        json.writeObjectFieldStart("figures");
        for (Map.Entry<String, Double> figure :
                alarm.getFigures().entrySet().stream().limit(MOST_FIGURES).toList()) {
            Words.field(json, Words.of(figure.getKey()), figure.getValue());
        }
        json.writeEndObject();
        Words.field(json, "issuedBy", alarm.getIssuedBy());
        Words.field(json, "detail", alarm.getDetail());
        json.writeEndObject();
    }
}
