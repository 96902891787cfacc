package io.latentwatch.flink.inspect;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.util.OutputTag;

/** What leaves {@link InspectImages} beside the verdicts. */
public final class SideOutputs {
    /** One for each record that could not be judged. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", new AvroTypeInfo<>(DeadLetter.class));

    /** Of the images judged since the last one. */
    public static final OutputTag<FlagRun> FLAG_RUNS = new OutputTag<>("flag-runs", TypeInformation.of(FlagRun.class));

    /** One for each window with a record since the last time; its timestamp lies in the window. */
    public static final OutputTag<WindowSums> WINDOW_SUMS =
            new OutputTag<>("window-sums", TypeInformation.of(WindowSums.class));

    /** One for each command for a bundle that was not carried out. */
    public static final OutputTag<Alarm> MODEL_ALARMS =
            new OutputTag<>("model-alarms", new AvroTypeInfo<>(Alarm.class));

    private SideOutputs() {}
}
