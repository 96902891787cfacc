package io.latentwatch.evaluation.evaluate;

/** Told how an evaluation goes on. */
public interface EvaluationListener {
    /** Before anything else. */
    void started(long gradientEvaluations);

    /** What is measured from now on. */
    void stage(String name);

    /** So many gradient evaluations more are done. */
    void done(long gradientEvaluations);
}
