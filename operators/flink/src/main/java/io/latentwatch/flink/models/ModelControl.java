package io.latentwatch.flink.models;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * How bundles change while the job runs.
 *
 * @param commands the control topic
 * @param bundles opens what commands name
 * @param start where a job without state begins in the topic
 * @param rehearsals how often each subtask opens the configuration's bundle once more at its start, beside the task, for practice: 0 or more
 */
public record ModelControl(CommandFeed commands, BundleSource bundles, ModelStart start, int rehearsals)
        implements Serializable {
    public ModelControl {
        requireNonNull(commands, "commands is null");
        requireNonNull(bundles, "bundles is null");
        requireNonNull(start, "start is null");
        if (rehearsals < 0) {
            throw new IllegalArgumentException(rehearsals + " rehearsals, expected 0 or more");
        }
    }
}
