package io.latentwatch.evaluation.adaptive;

/** The k-th smallest of numbers without sorting them all (Hoare's Find, Communications of the ACM 4(7), 1961). */
final class Selection {
    private Selection() {}

    /**
     * The value that would stand at place {@code k}, counted from 1, if the numbers were sorted.
     *
     * @param numbers none of them NaN; in another order afterwards
     */
    static double smallest(double[] numbers, int k) {
        int low = 0;
        int high = numbers.length - 1;
        int wanted = k - 1;
        while (low < high) {
            double pivot = numbers[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (numbers[i] < pivot) {
                    i++;
                }
                while (pivot < numbers[j]) {
                    j--;
                }
                if (i <= j) {
                    double moved = numbers[i];
                    numbers[i++] = numbers[j];
                    numbers[j--] = moved;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                return numbers[wanted];
            }
        }
        return numbers[wanted];
    }
}
