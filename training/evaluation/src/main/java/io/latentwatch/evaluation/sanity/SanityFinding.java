package io.latentwatch.evaluation.sanity;

/**
 * The outcome of one check.
 *
 * @param raised whether the numbers show what a sound evaluation never shows
 * @param evidence the numbers, in words
 */
public record SanityFinding(SanityCheck check, boolean raised, String evidence) {}
