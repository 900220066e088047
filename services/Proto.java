package dev.affix.lab.convergence;
import java.util.*;
public class Proto { public static void main(String[] a){
  for (Sharing s: Sharing.values()) for (int L: new int[]{2,3}) for (int n: new int[]{200,800,3200,12800}) {
    long t=System.nanoTime(); int R=12; double[] m=new double[6]; 
    for (int r=0;r<R;r++){ SplittableRandom rnd=new SplittableRandom(r*7919L+n); Truth tr=Truth.of(s); var smp=tr.sample(n,rnd); double[] st=LeastSquares.start(tr,L,rnd);
      double[] f=LeastSquares.fit(s,L,smp,st); VoronoiLoss v=VoronoiLoss.of(s.atoms(f,L),tr.atoms()); m[0]+=v.weights()/R;m[1]+=v.singletons()/R;m[2]+=v.crowded()/R;m[3]+=v.first()/R;m[4]+=v.mixed()/R;}
    System.out.printf("%-18s L'=%d n=%6d w %.4f single %.4f crowd %.4f D1 %.4f mixed %.4f  %.2fs/fit%n",s.label(),L,n,m[0],m[1],m[2],m[3],m[4],(System.nanoTime()-t)/1e9/R);
  } } }
