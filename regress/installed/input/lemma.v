Require Import Arith.
Lemma plus_comm_again : forall a b : nat, a + b = b + a.
Proof. intros; ring. Qed.
Print plus_comm_again.
