package io.latentwatch.flink.models;

import io.latentwatch.flink.received.Printable;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.ModelCommand;
import io.latentwatch.schemas.Position;
import java.util.Map;

/**
 * The alarm of a command that was not carried out: one for each command, whatever the number of subtasks that say so, since its id is made of the
 * command's place in its topic.
 */
final class RefusalAlarm {
    private static final int MOST_CHARACTERS = 1_000;
    private static final int MOST_OF_A_NAME = 100;

    private RefusalAlarm() {}

    /** @param command null where the record is none */
    static Alarm of(ReceivedRecord record, ModelCommand command, CommandRefusedException refusal) {
        String bundle = command != null && BundleRoles.isId(command.getBundleId()) ? command.getBundleId() : "";
        String detail = command == null
                ? refusal.getMessage()
                : command.getAction() + " was not carried out, what judged goes on: " + refusal.getMessage();
        return Alarm.newBuilder()
                .setId(AlarmLevel.BUNDLE + "/" + bundle + "/" + record.position())
                .setEvent(AlarmEvent.RAISED)
                .setLevel(AlarmLevel.BUNDLE)
                .setKind(AlarmKind.FAULT_LIKE)
                .setBundleId(bundle)
                .setEventTimeMillis(record.timestampMillis())
                .setRaisedBy(new Position(record.topic(), record.partition(), record.offset()))
                .setImages(0)
                .setFlagged(0)
                .setEvidence(1)
                .setThreshold(1)
                .setAlpha(0)
                .setStatistic(AlarmStatistic.MODEL_COMMAND)
                .setFigures(Map.of(refusal.result().label(), 1.0))
                .setIssuedBy(command == null ? "" : Printable.of(command.getIssuedBy(), MOST_OF_A_NAME))
                .setDetail(Printable.of(detail, MOST_CHARACTERS))
                .build();
    }
}
