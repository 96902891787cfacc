package io.latentwatch.anpvs.optimise;

/** How the learning rate goes down over a run. */
public enum LearningRateSchedule {
    /** A tenth from half of the steps on, a hundredth from 70 % on: the released code on MNIST (specification section 4.4). */
    STAIRCASE {
        @Override
        double factor(double done) {
            return done < 0.5 ? 1 : done < 0.7 ? 0.1 : 0.01;
        }
    },
    /** Half a cosine wave from 1 to 0 (Loshchilov and Hutter, ICLR 2017, without restarts). */
    COSINE {
        @Override
        double factor(double done) {
            return 0.5 * (1 + Math.cos(Math.PI * done));
        }
    },
    CONSTANT {
        @Override
        double factor(double done) {
            return 1;
        }
    };

    /** What the base rate is multiplied with once this part of the steps, in [0,1), is done. */
    abstract double factor(double done);

    /** The rate of a step, counted from 0 over the whole run. */
    public double at(double baseRate, long step, long totalSteps) {
        if (step < 0 || step >= totalSteps) {
            throw new IllegalArgumentException("step must lie in [0,%d), found %d".formatted(totalSteps, step));
        }
        return baseRate * factor((double) step / totalSteps);
    }
}
