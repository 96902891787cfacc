package io.latentwatch.evaluation.detect;

/** The outcome of an {@link AdaptiveCheck}. */
public record AdaptiveFinding(AdaptiveCheck check, boolean raised, String evidence) {}
