package io.latentwatch.local.demo;

import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Verdict;

/** Is told what the job puts out, on one thread, in the order of each topic's partition. */
interface OutputListener {
    /** @param nanoTime when it was seen, on the clock of {@link System#nanoTime()} */
    void onVerdict(Verdict verdict, long nanoTime);

    /** @param nanoTime when it was seen, on the clock of {@link System#nanoTime()} */
    void onDeadLetter(DeadLetter letter, long nanoTime);

    void onAlarm(Alarm alarm);
}
