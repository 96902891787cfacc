/** What may be said of accuracies: correctness image by image, seeds, paired intervals, rank correlation. Pure arithmetic. */
package io.latentwatch.evaluation.statistics;
