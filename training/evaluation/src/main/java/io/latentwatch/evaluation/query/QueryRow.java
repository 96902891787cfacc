package io.latentwatch.evaluation.query;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What became of one kind of query attack, its queries dealt out in turn to a number of sources.
 *
 * @param attack its name
 * @param blinded whether each query was transformed at random
 * @param attacks run, each on one image that the network has right
 * @param succeeded those whose image, rounded to 8 bits and not transformed, is misclassified in the end
 * @param medianQueries of the successful ones; null of none
 * @param alarmed attacks with an alarm of any of their sources
 * @param alarmedInTime those whose alarm came before the query number {@code within}, which counts from 1
 * @param succeededFirst successful ones without an alarm until their end
 * @param medianAlarm query at which the alarm came, over those with one; null of none
 * @param goingOn the same queries as those of attackers who go on with the next image when they are done with one, each image attacked by one of them alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueryRow(
        String attack,
        boolean blinded,
        int sources,
        int within,
        int attacks,
        int succeeded,
        Double medianQueries,
        int alarmed,
        int alarmedInTime,
        int succeededFirst,
        Double medianAlarm,
        GoingOn goingOn) {
    /**
     * What becomes of attackers who go on.
     *
     * @param attackers who make the query {@code within}
     * @param alarmedInTime those with an alarm before it
     * @param successes images that they break before the alarm, or before that query where there is none
     */
    public record GoingOn(int attackers, int alarmedInTime, int successes) {}

    public QueryRow {
        requireNonNull(goingOn, "goingOn is missing; run the attacks again");
    }
}
