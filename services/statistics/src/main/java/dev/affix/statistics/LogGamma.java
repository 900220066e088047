package dev.affix.statistics;

/** The logarithm of the gamma function for positive arguments, to about 1e-14 relative. */
public final class LogGamma {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** From here on eight terms of Stirling's series (DLMF 5.11.1) are exact to double precision. */
    private static final double STIRLING_FROM = 12;

    private static final double[] STIRLING = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400
    };

    private LogGamma() {}

    /** Returns log Γ(z) for z &gt; 0. */
    public static double of(double z) {
        double shift = 0;
        double x = z;
        // Γ(z) = Γ(z + 1) / z moves the argument to where the series holds.
        while (x < STIRLING_FROM) {
            shift += Math.log(x);
            x += 1;
        }
        double inverse = 1 / x;
        double power = inverse;
        double series = 0;
        for (double coefficient : STIRLING) {
            series += coefficient * power;
            power *= inverse * inverse;
        }
        return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + series - shift;
    }
}
