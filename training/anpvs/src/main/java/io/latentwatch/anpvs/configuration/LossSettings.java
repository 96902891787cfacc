package io.latentwatch.anpvs.configuration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.anpvs.objective.JointObjective;
import io.latentwatch.anpvs.objective.Objective;
import io.latentwatch.anpvs.objective.ReleasedObjective;
import io.latentwatch.anpvs.objective.TradesObjective;
import io.latentwatch.anpvs.objective.Vulnerability;

/**
 * The loss and its weights.
 *
 * @param adversarialWeight omega of JOINT and RELEASED; null means the released code's 2
 * @param tradesWeight b of TRADES; null elsewhere
 * @param vulnerability null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LossSettings(LossKind kind, Double adversarialWeight, Double tradesWeight, Vulnerability vulnerability) {
    public LossSettings {
        if (kind == null) {
            throw new IllegalArgumentException("loss.kind: expected JOINT, RELEASED or TRADES, found nothing");
        }
        if ((kind == LossKind.TRADES) != (tradesWeight != null)) {
            throw new IllegalArgumentException(
                    "loss.tradesWeight: expected with kind TRADES and only there, found %s with %s"
                            .formatted(tradesWeight, kind));
        }
        if (kind == LossKind.RELEASED && vulnerability == null) {
            throw new IllegalArgumentException("loss.vulnerability: expected with kind RELEASED, found nothing");
        }
        if (kind != LossKind.TRADES) {
            adversarialWeight = adversarialWeight == null ? Double.valueOf(2) : adversarialWeight;
        }
        objective(kind, adversarialWeight, tradesWeight, vulnerability); // refuses impossible weights
    }

    public Objective objective() {
        return objective(kind, adversarialWeight, tradesWeight, vulnerability);
    }

    private static Objective objective(
            LossKind kind, Double adversarialWeight, Double tradesWeight, Vulnerability vulnerability) {
        return switch (kind) {
            case JOINT -> new JointObjective(adversarialWeight, vulnerability);
            case RELEASED -> new ReleasedObjective(adversarialWeight, vulnerability);
            case TRADES -> new TradesObjective(tradesWeight, vulnerability);
        };
    }
}
