package io.latentwatch.evaluation.attack;

/**
 * The points where a linear function of an image is 0: {@code normal * x = offset}.
 *
 * @param normal {@code [C, H, W]}
 */
@SuppressWarnings("ArrayRecordComponent") // Used once, never compared.
record Hyperplane(float[] normal, double offset) {
    /** Where the linearisation of a function at a point is 0. */
    static Hyperplane ofLinearised(double value, float[] gradient, float[] point) {
        return new Hyperplane(gradient, dot(gradient, point) - value);
    }

    /**
     * The smallest change of a point, in L-infinity, that brings it onto the hyperplane within [0,1] (Croce and Hein,
     * FAB, ICML 2020); as near to it as [0,1] allows where they do not meet. Every value moves by the same amount but those
     * that reach 0 or 1 before.
     *
     * <p>How far a common amount brings the point is a concave function, linear between the amounts at which values reach the
     * edge: Newton's method finds the amount exactly in a few rounds, without sorting.
     */
    float[] stepOnto(float[] point) {
        double distance = offset - dot(normal, point);
        double direction = Math.signum(distance);
        double[] room = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            double way = direction * Math.signum(normal[i]);
            room[i] = way > 0 ? 1.0 - point[i] : way < 0 ? point[i] : 0;
        }
        double amount = amount(Math.abs(distance), room);
        float[] step = new float[point.length];
        for (int i = 0; i < point.length; i++) {
            step[i] = (float) (direction * Math.signum(normal[i]) * Math.min(amount, room[i]));
        }
        return step;
    }

    private double amount(double distance, double[] room) {
        double amount = 0;
        while (true) {
            double reached = 0;
            double speed = 0;
            for (int i = 0; i < room.length; i++) {
                double weight = Math.abs((double) normal[i]);
                reached += weight * Math.min(amount, room[i]);
                speed += room[i] > amount ? weight : 0;
            }
            double more = speed > 0 ? (distance - reached) / speed : 0;
            if (!(more > amount * 1e-12) || amount + more == amount) {
                return amount;
            }
            amount += more;
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
