;; Asks itself the same question.
(return (call $parse
  (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6) (local.get 7)
  (local.get $dry) (local.get $values) (local.get $count)))
