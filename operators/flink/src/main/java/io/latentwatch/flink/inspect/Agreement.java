package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.Outcome.Judged;
import java.util.Locale;

/** How a shadow's outcome for an image compares with the active bundle's. */
enum Agreement {
    /** Class and flag agree, or both refuse the image. */
    SAME,
    OTHER_CLASS,
    OTHER_FLAG,
    OTHER_CLASS_AND_FLAG,
    /** One refuses the image and the other judges it. */
    ONE_REFUSED;

    static Agreement of(Outcome active, Outcome shadow) {
        boolean judged = active instanceof Judged;
        if (judged != shadow instanceof Judged) {
            return ONE_REFUSED;
        }
        if (!judged) {
            return SAME;
        }
        boolean sameClass = ((Judged) active).judgement().predictedClass()
                == ((Judged) shadow).judgement().predictedClass();
        boolean sameFlag = ((Judged) active).judgement().flagged()
                == ((Judged) shadow).judgement().flagged();
        if (sameFlag) {
            return sameClass ? SAME : OTHER_CLASS;
        }
        return sameClass ? OTHER_FLAG : OTHER_CLASS_AND_FLAG;
    }

    /** As labels are written. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
