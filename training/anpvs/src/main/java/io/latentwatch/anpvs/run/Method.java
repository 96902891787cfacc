package io.latentwatch.anpvs.run;

import io.latentwatch.anpvs.objective.AdversarialObjective;
import io.latentwatch.anpvs.objective.Objective;
import io.latentwatch.anpvs.objective.StandardObjective;

/** How a network is trained. */
public enum Method {
    /** On clean images. */
    STANDARD {
        @Override
        Objective objective(TrainingConfiguration configuration) {
            return new StandardObjective();
        }
    },
    /** Adversarial training: on clean images and on images attacked by PGD at every step. */
    AT {
        @Override
        Objective objective(TrainingConfiguration configuration) {
            return new AdversarialObjective(configuration.adversarialWeight());
        }
    };

    abstract Objective objective(TrainingConfiguration configuration);
}
