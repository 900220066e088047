package dev.affix.lab.convergence;

import static dev.affix.lab.convergence.AttentionRow.DIMENSION;

import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/**
 * The least-squares estimator of the paper: the best fit with a number of atoms, by Levenberg and Marquardt's method. As
 * that literature does, it starts near the truth, for the question is how far the best fit lies from it and not how to find
 * it: every parameter begins within {@value #RADIUS} of its true value, whatever n is. Over-specified fits without sharing have
 * no unique best: any split of a value into two that average to it fits as well. Then the estimate is the one that the
 * optimizer reaches from that start; the rule is the same for all contestants.
 */
final class LeastSquares {
    static final double RADIUS = 0.4;
    private static final int MAX_STEPS = 300;

    private LeastSquares() {}

    /** Returns a start near the truth; atoms beyond the true ones begin at the first true atom, which they share. */
    static double[] start(Truth truth, int atoms, SplittableRandom random) {
        Sharing sharing = truth.sharing();
        double[] free = new double[sharing.size(atoms)];
        int shared = sharing.size(0);
        int own = sharing.size(1) - shared;
        System.arraycopy(truth.free(), 0, free, 0, shared);
        int extra = atoms - Truth.ATOMS;
        for (int i = 0; i < atoms; i++) {
            int trueAtom = i < Truth.ATOMS ? i : 0;
            System.arraycopy(truth.free(), shared + trueAtom * own, free, shared + i * own, own);
            if (trueAtom == 0) {
                // They share its weight.
                free[shared + (i + 1) * own - 1] -= Math.log(1 + extra);
            }
        }
        for (int i = 0; i < free.length; i++) {
            free[i] += random.nextDouble(-RADIUS, RADIUS);
        }
        return free;
    }

    /** Returns the free parameters of the best fit that is reached. */
    static double[] fit(Sharing sharing, int atoms, Truth.Sample sample, double[] start) {
        double[] target = new double[sample.y().length * DIMENSION];
        for (int i = 0; i < sample.y().length; i++) {
            System.arraycopy(sample.y()[i], 0, target, i * DIMENSION, DIMENSION);
        }
        LeastSquaresBuilder problem = new LeastSquaresBuilder()
                .start(start)
                .target(target)
                .model(model(sharing, atoms, sample.x()))
                .maxEvaluations(10 * MAX_STEPS)
                .maxIterations(MAX_STEPS)
                .lazyEvaluation(false);
        LevenbergMarquardtOptimizer optimizer = new LevenbergMarquardtOptimizer()
                .withCostRelativeTolerance(1e-12)
                .withParameterRelativeTolerance(1e-9)
                .withOrthoTolerance(1e-12);
        Last last = new Last(start);
        problem.checker((iteration, previous, current) -> {
            last.point = current.getPoint().toArray();
            return false;
        });
        try {
            Optimum optimum = optimizer.optimize(problem.build());
            return optimum.getPoint().toArray();
        } catch (MathIllegalStateException e) {
            // The tolerance is below what floating point allows, or the steps are used up: where it stands is the fit.
            return last.point;
        }
    }

    private static final class Last {
        private double[] point;

        private Last(double[] point) {
            this.point = point;
        }
    }

    private static MultivariateJacobianFunction model(Sharing sharing, int count, double[][] x) {
        return point -> {
            double[] free = point.toArray();
            List<Atom> atoms = sharing.atoms(free, count);
            double[] values = new double[x.length * DIMENSION];
            double[][] jacobian = new double[values.length][free.length];
            double[] out = new double[DIMENSION];
            double[][] byAtoms = new double[DIMENSION][count * AttentionRow.PARAMETERS];
            for (int i = 0; i < x.length; i++) {
                AttentionRow.gradient(x[i], atoms, out, byAtoms);
                for (int r = 0; r < DIMENSION; r++) {
                    values[i * DIMENSION + r] = out[r];
                    sharing.pullBack(free, atoms, byAtoms[r], jacobian[i * DIMENSION + r]);
                }
            }
            RealVector value = new ArrayRealVector(values, false);
            return new Pair<>(value, new Array2DRowRealMatrix(jacobian, false));
        };
    }
}
