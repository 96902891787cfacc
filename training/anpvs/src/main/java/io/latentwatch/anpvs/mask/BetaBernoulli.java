package io.latentwatch.anpvs.mask;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.Trigamma;

/**
 * The arithmetic of one gate: a Bernoulli switch whose probability pi has the prior Beta(A, 1) and the variational posterior
 * Kumaraswamy(a, b), density a b pi^(a-1) (1-pi^a)^(b-1) (Lee et al., arXiv 1805.10896).
 *
 * <p>The shapes a and b are positive; what is trained are a_uc and b_uc, any real numbers, with a = softplus(max(a_uc, -10)) and
 * b = softplus(clip(b_uc, -10, 50)). All in float64.
 */
public final class BetaBernoulli {
    /** Where b_uc begins: b = 1, as the prior has it. */
    static final float B_START = 0.5413f;

    private static final double EULER = 0.577215664901532;
    private static final double LOWEST = -10;
    private static final double HIGHEST_B = 50;
    private static final double LARGEST_LOG_PI = -1e-7;

    private BetaBernoulli() {}

    static double a(double unconstrained) {
        return softplus(Math.max(unconstrained, LOWEST));
    }

    static double b(double unconstrained) {
        return softplus(Math.min(Math.max(unconstrained, LOWEST), HIGHEST_B));
    }

    /** da / da_uc; zero below the bound. */
    static double slopeOfA(double unconstrained) {
        return unconstrained < LOWEST ? 0 : sigmoid(unconstrained);
    }

    /** db / db_uc; zero outside the bounds. */
    static double slopeOfB(double unconstrained) {
        return unconstrained < LOWEST || unconstrained > HIGHEST_B ? 0 : sigmoid(unconstrained);
    }

    /** KL[q(pi) || p(pi)] in nats (training/METHOD.md); 0 at a = A, b = 1. */
    static double kl(double a, double b, double prior) {
        return (1 - prior / a) * (-EULER - Digamma.value(b) - 1 / b) + Math.log(a * b / prior) - (b - 1) / b;
    }

    static double klByA(double a, double b, double prior) {
        return prior / (a * a) * (-EULER - Digamma.value(b) - 1 / b) + 1 / a;
    }

    static double klByB(double a, double b, double prior) {
        return (1 - prior / a) * (-Trigamma.value(b) + 1 / (b * b)) + 1 / b - 1 / (b * b);
    }

    /** E_q[pi] = b B(1 + 1/a, b), in (0,1): the mask at test time (training/METHOD.md). */
    static double expected(double a, double b) {
        return Math.exp(Math.log(b) + LogBeta.value(1 + 1 / a, b));
    }

    /**
     * A draw of pi by inversion, as its logit, with the derivatives that carry a gradient back.
     *
     * @param byA derivative of the logit with respect to a; zero where pi is held below 1
     * @param byB derivative with respect to b
     */
    record Draw(double logit, double byA, double byB) {
        /** From u, uniform in (0,1): ln pi = ln(1 - u^(1/b)) / a, held at -1e-7. */
        static Draw of(double a, double b, double u) {
            double power = Math.log(u) / b;
            double rest = -Math.expm1(power);
            double logPi = Math.log(rest) / a;
            if (logPi > LARGEST_LOG_PI) {
                return new Draw(LARGEST_LOG_PI - Math.log(-Math.expm1(LARGEST_LOG_PI)), 0, 0);
            }
            double complement = -Math.expm1(logPi);
            double byLogPi = 1 / complement;
            double logPiByB = Math.exp(power) * Math.log(u) / (b * b * rest) / a;
            return new Draw(logPi - Math.log(complement), byLogPi * -logPi / a, byLogPi * logPiByB);
        }
    }

    /** ln(1 + e^x), without overflow. */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The derivative of softplus. */
    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
