package dev.affix.lab.convergence;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a fit is from the truth, by the Voronoi cells of the true atoms: a fitted atom belongs to the true one that is
 * nearest in (key, value).
 *
 * @param weights sum over cells of |sum of exp(b) in the cell − exp(b) of the true atom|
 * @param singletons mean error ||Δkey|| + ||Δvalue|| of atoms that are alone in their cell; NaN if there is none
 * @param crowded the same of atoms that are not, each counted with its weight; NaN if there is none
 * @param first D_{1,1} of theorem 1: weights, plus exp(b) (||Δkey|| + ||Δvalue||) of every atom
 * @param second D_{1,2}: the same with squared norms
 * @param mixed D_2 and D_3 of theorems 2 and 3 on keys and values: norms in cells of one atom, squared norms in others
 */
record VoronoiLoss(double weights, double singletons, double crowded, double first, double second, double mixed) {
    static VoronoiLoss of(List<Atom> fitted, List<Atom> truth) {
        List<List<Atom>> cells = new ArrayList<>();
        truth.forEach(atom -> cells.add(new ArrayList<>()));
        for (Atom atom : fitted) {
            int nearest = 0;
            for (int j = 1; j < truth.size(); j++) {
                if (atom.distance(truth.get(j), 2) < atom.distance(truth.get(nearest), 2)) {
                    nearest = j;
                }
            }
            cells.get(nearest).add(atom);
        }
        double weights = 0;
        double first = 0;
        double second = 0;
        double mixed = 0;
        double alone = 0;
        int aloneCount = 0;
        double crowd = 0;
        double crowdWeight = 0;
        for (int j = 0; j < cells.size(); j++) {
            Atom centre = truth.get(j);
            List<Atom> cell = cells.get(j);
            weights += Math.abs(cell.stream().mapToDouble(Atom::weight).sum() - centre.weight());
            for (Atom atom : cell) {
                double norms = atom.distance(centre, 1);
                double squares = atom.distance(centre, 2);
                first += atom.weight() * norms;
                second += atom.weight() * squares;
                mixed += atom.weight() * (cell.size() == 1 ? norms : squares);
                if (cell.size() == 1) {
                    alone += norms;
                    aloneCount++;
                } else {
                    crowd += atom.weight() * norms;
                    crowdWeight += atom.weight();
                }
            }
        }
        return new VoronoiLoss(
                weights,
                aloneCount == 0 ? Double.NaN : alone / aloneCount,
                crowdWeight == 0 ? Double.NaN : crowd / crowdWeight,
                weights + first,
                weights + second,
                weights + mixed);
    }
}
