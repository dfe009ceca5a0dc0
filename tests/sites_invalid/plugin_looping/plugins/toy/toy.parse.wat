;; Never answers.
(loop $again (br $again))
