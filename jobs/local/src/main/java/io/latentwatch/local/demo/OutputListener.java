package io.latentwatch.local.demo;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Verdict;

/** Is told what the job puts out, on one thread, in the order of each topic's partition. */
interface OutputListener {
    /** A verdict; {@code nanoTime} is when it was seen, on the clock of {@link System#nanoTime()}. */
    void onVerdict(Verdict verdict, long nanoTime);

    /** A dead letter, likewise. */
    void onDeadLetter(DeadLetter letter, long nanoTime);

    /** An alarm. */
    void onAlarm(Alarm alarm);
}
