package io.latentwatch.evaluation.alarm;

import io.latentwatch.schemas.AlarmKind;

/**
 * The first alarm of a stream's statistics of one level.
 *
 * @param image that raised it, by its place in the stream from 1; a window's is its last one
 * @param kind as the alarm says
 * @param settled as it says in the end, looked at again while images came
 */
record FirstAlarm(long image, AlarmKind kind, AlarmKind settled) {}
