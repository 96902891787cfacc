/** What a bundle's detector finds: false alarms on clean images, and attacks made against its network by somebody who does not know the detector, or who does. */
package io.latentwatch.evaluation.detect;
