/** Alarms on streams drawn from real images: each image is judged once by the real detector, and streams of these judgements run through the real statistics. */
package io.latentwatch.evaluation.alarm;
