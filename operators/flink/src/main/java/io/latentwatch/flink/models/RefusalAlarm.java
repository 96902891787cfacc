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
        Position position = new Position(record.topic(), record.partition(), record.offset());
        if (command == null) {
            return alarm("", position, record.timestampMillis(), refusal.result(), refusal.getMessage(), "");
        }
        return alarm(
                BundleRoles.isId(command.getBundleId()) ? command.getBundleId() : "",
                position,
                record.timestampMillis(),
                refusal.result(),
                command.getAction() + " was not carried out, what judged goes on: " + refusal.getMessage(),
                command.getIssuedBy());
    }

    /** Of a shadow that failed on the batch that begins with an image. */
    static Alarm ofShadow(String bundleId, Position image, long eventTimeMillis, RuntimeException cause) {
        return alarm(
                bundleId,
                image,
                eventTimeMillis,
                CommandResult.FAILED,
                "the shadow failed on a batch and was dropped, the active bundle goes on: " + cause,
                "");
    }

    private static Alarm alarm(
            String bundleId, Position position, long millis, CommandResult result, String detail, String issuedBy) {
        return Alarm.newBuilder()
                .setId(AlarmLevel.BUNDLE + "/" + bundleId + "/" + position.getTopic() + "/" + position.getPartition()
                        + "/" + position.getOffset())
                .setEvent(AlarmEvent.RAISED)
                .setLevel(AlarmLevel.BUNDLE)
                .setKind(AlarmKind.FAULT_LIKE)
                .setBundleId(bundleId)
                .setEventTimeMillis(millis)
                .setRaisedBy(position)
                .setImages(0)
                .setFlagged(0)
                .setEvidence(1)
                .setThreshold(1)
                .setAlpha(0)
                .setStatistic(AlarmStatistic.MODEL_COMMAND)
                .setFigures(Map.of(result.label(), 1.0))
                .setIssuedBy(Printable.of(issuedBy, MOST_OF_A_NAME))
                .setDetail(Printable.of(detail, MOST_CHARACTERS))
                .build();
    }
}
