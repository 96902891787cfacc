/** What detectors are worth, as a protocol says: trainings with their own images set aside, their bundles, false alarms and attacks, and the report of it. */
package io.latentwatch.anpvs.detection;
